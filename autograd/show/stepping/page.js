
// The steps: which frame is shown, and the ways to go from one to another.

(() => {
  const find = (selector) => document.querySelector(selector);
  const data = JSON.parse(find("script.data").textContent);
  const frames = data.frames;
  const lines = [...document.querySelectorAll(".derivation li")];
  const headings = [...document.querySelectorAll(".derivation h2")];
  const [derivation, slider, play, speed, toggle] = [".derivation", ".slider", "[data-go=play]", ".speed", ".theme"].map(find);
  const camera = makeCamera(find(".stage"));
  const elements = new Map([...camera.svg.querySelectorAll("[id]")].map((element) => [element.id, element]));
  const marked = new Set(frames.flatMap((frame) => [...Object.keys(frame.marks), ...Object.keys(frame.active)]));
  let at = 0;
  let timer = 0; // of playing; 0 while it does not
  let addressing = 0; // the timer that writes the step into the address

  function setText(element, text) {
    if (element.dataset.text === text) return;
    element.dataset.text = text;
    const rows = text.split("\n");
    if (rows.length === 1) {
      element.textContent = text;
      return;
    }
    element.replaceChildren(...rows.map((row, number) => {
      const tspan = document.createElementNS("http://www.w3.org/2000/svg", "tspan");
      tspan.setAttribute("x", element.getAttribute("x") ?? "0");
      tspan.setAttribute("dy", number ? "1.25em" : "0");
      tspan.textContent = row;
      return tspan;
    }));
  }

  function draw(number) {
    const sofar = frames.slice(0, number + 1);
    const texts = Object.assign({}, data.texts, ...sofar.map((frame) => frame.texts));
    const marks = Object.assign({}, ...sofar.map((frame) => frame.marks));
    const { active, phase } = frames[number];
    for (const [id, text] of Object.entries(texts)) setText(elements.get(id), text);
    for (const id of marked) {
      const own = [...elements.get(id).classList].filter((name) => !/^(is-.*|now|used)$/.test(name));
      const state = [marks[id] ? `is-${marks[id]}` : "", active[id] ?? ""];
      const classes = [...own, ...state].filter(Boolean).join(" ");
      if (elements.get(id).getAttribute("class") !== classes) elements.get(id).setAttribute("class", classes);
    }
    camera.svg.setAttribute("class", `picture ${phase}`.trim());
  }

  // All lines up to this one stand there; the next ones would give the answer away.
  function showLines(number) {
    lines.forEach((line, index) => {
      line.classList.toggle("future", index > number);
      line.classList.toggle("current", index === number);
      if (index === number) line.setAttribute("aria-current", "step");
      else line.removeAttribute("aria-current");
    });
    for (const heading of headings) {
      heading.classList.toggle("future", heading.nextElementSibling.querySelector("li:not(.future)") === null);
    }
    const [outer, inner] = [derivation.getBoundingClientRect(), lines[number].getBoundingClientRect()];
    const [above, below] = [inner.top - outer.top - 8, inner.bottom - outer.bottom + 8];
    // Of a line that is higher than the window the beginning is seen.
    if (above < 0) derivation.scrollTop += above;
    else if (below > 0) derivation.scrollTop += Math.min(above, below);
  }

  // The equations of a step as text, for those who hear it: the others see them among the lines.
  function spoken(text) {
    const element = document.createElement("span");
    element.className = "spoken";
    element.textContent = text;
    return element;
  }

  function show(number) {
    at = Math.max(0, Math.min(frames.length - 1, number));
    const { title, words } = frames[at];
    draw(at);
    find(".words").replaceChildren(words, spoken(lines[at].dataset.line));
    showLines(at);
    slider.value = at + 1;
    slider.setAttribute("aria-valuetext", `Step ${at + 1} of ${frames.length}: ${title}`);
    find(".count").textContent = `${at + 1} / ${frames.length}`;
    for (const [name, end] of [["first", 0], ["back", 0], ["next", frames.length - 1], ["last", frames.length - 1]]) {
      find(`[data-go=${name}]`).setAttribute("aria-disabled", String(at === end));
    }
    follow();
    clearTimeout(addressing);
    addressing = setTimeout(writeAddress, 250); // not at every step: browsers refuse a hundred in a few seconds
  }

  function follow() {
    const active = [...camera.svg.querySelectorAll(".now, .used")];
    const now = active.filter((element) => element.classList.contains("now"));
    camera.follow(active, now, now.filter((element) => !element.classList.contains("edge")));
  }

  function writeAddress() {
    // Within a notebook the address is the notebook's.
    if (location.protocol !== "about:") history.replaceState(null, "", `#${at + 1}`);
  }

  function stop() {
    clearTimeout(timer);
    timer = 0;
    play.setAttribute("aria-label", "Play");
    play.classList.remove("playing");
  }

  function tick() {
    if (at < frames.length - 1) show(at + 1);
    if (at === frames.length - 1) stop();
    else timer = setTimeout(tick, Number(speed.value));
  }

  function start() {
    play.setAttribute("aria-label", "Pause");
    play.classList.add("playing");
    if (at === frames.length - 1) show(0);
    timer = setTimeout(tick, Number(speed.value));
  }

  const going = {
    first: () => { stop(); show(0); },
    back: () => { stop(); show(at - 1); },
    play: () => { if (timer) stop(); else start(); },
    next: () => { stop(); show(at + 1); },
    last: () => { stop(); show(frames.length - 1); },
  };
  const zooming = { in: () => camera.zoom(1.25), out: () => camera.zoom(0.8), all: camera.showAll };
  const keys = {
    ArrowRight: going.next, ArrowLeft: going.back, PageDown: going.next, PageUp: going.back,
    Home: going.first, End: going.last, " ": going.play,
    "+": zooming.in, "=": zooming.in, "-": zooming.out, "0": zooming.all,
  };
  const moves = { ArrowRight: [-40, 0], ArrowLeft: [40, 0], ArrowUp: [0, 40], ArrowDown: [0, -40] };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.shiftKey && moves[event.key] && !event.target.matches("input, select")) {
      event.preventDefault();
      camera.pan(...moves[event.key]);
      return;
    }
    // These keys mean something of their own to a slider, a list of choices, a button.
    const own = event.target.matches("input, select") ? !["+", "-", "="].includes(event.key)
      : event.target.matches("button") && event.key === " ";
    if (own || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  for (const button of document.querySelectorAll("[data-go]")) {
    button.addEventListener("click", going[button.dataset.go]);
  }
  for (const button of document.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", zooming[button.dataset.zoom]);
  }
  slider.addEventListener("input", () => { stop(); show(Number(slider.value) - 1); });
  speed.addEventListener("change", () => { if (timer) { clearTimeout(timer); timer = setTimeout(tick, Number(speed.value)); } });
  lines.forEach((line, number) => line.addEventListener("click", (event) => {
    event.preventDefault();
    stop();
    show(number);
  }));

  function isDark() {
    const theme = document.documentElement.dataset.theme;
    return theme === "dark" || (theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  }
  const sayTheme = () => toggle.setAttribute("aria-pressed", String(isDark()));
  toggle.addEventListener("click", () => {
    document.documentElement.dataset.theme = isDark() ? "light" : "dark";
    sayTheme();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", sayTheme);

  const asked = (address) => (parseInt(new URL(address).hash.slice(1), 10) || 1) - 1;
  addEventListener("hashchange", ({ newURL }) => {
    // Not location: writeAddress may have replaced there, since then, what the reader typed.
    if (asked(newURL) !== at) { stop(); show(asked(newURL)); }
  });
  addEventListener("resize", () => { camera.home(); showLines(at); follow(); });
  // On paper: the picture as it is in the end, and all lines.
  addEventListener("beforeprint", () => draw(frames.length - 1));
  addEventListener("afterprint", () => draw(at));

  document.documentElement.classList.add("stepping");
  sayTheme();
  camera.home();
  show(asked(location.href));
})();
