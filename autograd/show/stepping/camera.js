"use strict";

// Zoom and pan: the camera is a group around the whole picture that is moved and scaled. At scale 1 all of the
// picture is seen. Lengths are in the picture's own units, but for those that say "pixels".

// How high the picture's letters are, as a share of the page's own.
const READABLE = 0.7; // at least, when the page opens
const COMFORTABLE = 1.8; // at most, be the picture ever so small
const LARGEST = 8; // to this one can zoom in
const LEAST = 12; // pixels: on a phone READABLE would be less
const LEGIBLE = 9; // pixels: in the column of a notebook the whole picture is shown down to such letters
const BORDER = 12; // pixels: what is followed keeps this distance from the picture's edge

function makeCamera(stage) {
  const svg = stage.querySelector("svg.picture");
  const group = svg.querySelector(".camera");
  const content = svg.viewBox.baseVal;
  const letters = Math.min(...[...svg.querySelectorAll("text")].map((text) => parseFloat(getComputedStyle(text).fontSize)));
  const letter = Number.isFinite(letters) ? letters : 12;
  const view = { x: 0, y: 0, scale: 1 };
  let chosen = false; // whether the reader has set the scale

  const rem = () => parseFloat(getComputedStyle(document.documentElement).fontSize);
  const pixels = () => svg.getScreenCTM().a; // of one unit, at scale 1
  // The scale at which the picture's letters are `times` as high as the page's.
  const scaleOf = (times) => times * rem() / (letter * pixels());
  const clamp = (value, least, most) => Math.max(least, Math.min(most, value));

  function seenPart() {
    const box = svg.getBoundingClientRect();
    const matrix = svg.getScreenCTM();
    return { x: (box.left - matrix.e) / matrix.a, y: (box.top - matrix.f) / matrix.a,
             width: box.width / matrix.a, height: box.height / matrix.a };
  }

  function place() {
    group.style.transform = `translate(${view.x}px, ${view.y}px) scale(${view.scale})`;
  }

  // Moves the picture back to where its edges are no farther than `empty`, a share of the window, from the window's.
  function keepIn(empty) {
    const seen = seenPart();
    for (const [axis, size] of [["x", "width"], ["y", "height"]]) {
      const [start, length] = [content[axis] * view.scale, content[size] * view.scale];
      const slack = Math.max(seen[size] - length, 0) / 2; // on both sides, of what is smaller than the window
      const room = Math.max(empty * seen[size], slack);
      view[axis] = clamp(view[axis], seen[axis] + seen[size] - room - start - length, seen[axis] + room - start);
    }
  }

  function centre(box) {
    const seen = seenPart();
    view.x = seen.x + seen.width / 2 - (box.x + box.width / 2) * view.scale;
    view.y = seen.y + seen.height / 2 - (box.y + box.height / 2) * view.scale;
  }

  function setScale(scale, at) {
    const whole = Math.min(1, scaleOf(COMFORTABLE));
    const next = clamp(scale, whole, Math.max(1, scaleOf(LARGEST)));
    view.x = at.x - (at.x - view.x) * next / view.scale;
    view.y = at.y - (at.y - view.y) * next / view.scale;
    view.scale = next;
  }

  function middle() {
    const seen = seenPart();
    return { x: seen.x + seen.width / 2, y: seen.y + seen.height / 2 };
  }

  function toUnits(event) {
    const matrix = svg.getScreenCTM();
    return { x: (event.clientX - matrix.e) / matrix.a, y: (event.clientY - matrix.f) / matrix.a };
  }

  function boxOf(elements) {
    const corners = [];
    const back = group.getCTM().inverse();
    for (const element of elements) {
      const box = element.getBBox();
      const matrix = back.multiply(element.getCTM());
      corners.push(new DOMPoint(box.x, box.y).matrixTransform(matrix),
                   new DOMPoint(box.x + box.width, box.y + box.height).matrixTransform(matrix));
    }
    const [xs, ys] = [corners.map((corner) => corner.x), corners.map((corner) => corner.y)];
    const [x, y] = [Math.min(...xs), Math.min(...ys)];
    return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
  }

  function isIn(box) {
    const seen = seenPart();
    const border = BORDER / pixels();
    const [left, top] = [box.x * view.scale + view.x - border, box.y * view.scale + view.y - border];
    return left >= seen.x && top >= seen.y
      && left + box.width * view.scale + 2 * border <= seen.x + seen.width
      && top + box.height * view.scale + 2 * border <= seen.y + seen.height;
  }

  function fits(box) {
    const seen = seenPart();
    const border = 2 * BORDER / pixels();
    return box.width * view.scale + border <= seen.width && box.height * view.scale + border <= seen.height;
  }

  // Brings elements into sight: the first of the given lists that fits, else the middle of the last.
  function follow(...lists) {
    const boxes = lists.filter((list) => list.length > 0).map(boxOf);
    if (boxes.length === 0) return;
    const box = boxes.find(fits) ?? boxes[boxes.length - 1];
    if (!isIn(box)) centre(box);
    keepIn(0);
    place();
  }

  // The lines stand beside the picture or below it: where the whole picture is larger.
  function arrange() {
    const largest = COMFORTABLE * rem() / letter;
    const size = (isBeside) => {
      document.body.classList.toggle("beside", isBeside);
      return Math.min(pixels(), largest);
    };
    const below = size(false);
    if (size(true) < below) document.body.classList.remove("beside");
  }

  // The whole picture where its letters can be read so; else as much of it as is readable.
  function home() {
    arrange();
    if (chosen) return;
    const height = letter * pixels();
    const isInColumn = window !== window.parent;
    const readable = isInColumn && height >= LEGIBLE ? 1 : Math.max(scaleOf(READABLE), LEAST / height);
    view.scale = Math.min(Math.max(1, readable), scaleOf(COMFORTABLE));
    centre(content);
    place();
  }

  function zoom(factor, at = middle()) {
    chosen = true;
    setScale(view.scale * factor, at);
    keepIn(0.85);
    place();
  }

  function showAll() {
    chosen = true;
    setScale(0, middle());
    centre(content);
    place();
  }

  function pan(dx, dy) {
    view.x += dx;
    view.y += dy;
    keepIn(0.85);
    place();
  }

  const fingers = new Map();
  svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    svg.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, toUnits(event));
    stage.classList.add("held");
  });
  svg.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const now = toUnits(event);
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      const spread = (point) => Math.hypot(point.x - other.x, point.y - other.y);
      if (spread(before) > 0) zoom(spread(now) / spread(before), other);
    } else {
      pan(now.x - before.x, now.y - before.y);
    }
    fingers.set(event.pointerId, now);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    svg.addEventListener(end, (event) => {
      fingers.delete(event.pointerId);
      stage.classList.toggle("held", fingers.size > 0);
    });
  }
  svg.addEventListener("wheel", (event) => {
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 20 : 1;
    zoom(Math.exp(-event.deltaY * lines * 0.0015), toUnits(event));
  }, { passive: false });
  return { svg, follow, home, pan, showAll, zoom };
}
