"""Decks 1 and 2, Data Augmentation: more training images out of those there are.

A digit that is moved, turned, enlarged, slanted or warped is still the same digit. A small network
that learned 300 digits of MNIST as they are misreads others that are moved; one that saw them at
new places each time recognizes more. Four times as many digits narrow the gap between training and
test. Of a 256x256 photograph there are 33² = 1089 crops of 224x224 (the slide says 1024: E-20),
with their mirror images 2178; for a prediction, ten crops are averaged.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

import autograd
import nn
from examples._command import claim, read_options
from examples._output import new_figure, save_figure
from nn.data import augmentation as aug

AFFINE = {
    "moved": aug.RandomTranslation(4),
    "rotated": aug.RandomRotation(25),
    "zoomed": aug.RandomZoom((0.7, 1.3)),
    "sheared": aug.RandomShear(25),
    "inverted": aug.invert,
    "morphed": aug.ElasticTransform(),
    "noisy": aug.GaussianNoise(0.0, 0.2),
}


class Accuracies(NamedTuple):
    """Which part of the digits a network recognizes."""

    training: float
    test: float
    moved: float  # of the test digits, when they are moved


def distinct_crops(size: int, crop: int) -> int:
    """Return how many different crops a square image has whose pixels are all different."""
    image = np.arange(size * size, dtype=np.float32).reshape(1, size, size)
    places = range(size - crop + 1)
    crops = (aug.crop(image, top, left, crop, crop) for top in places for left in places)
    return len({part[0, 0, 0] for part in crops})


def different(images: Any) -> int:
    """Return how many of some images are different from each other."""
    return len({np.asarray(image).tobytes() for image in images})


def train(digits: Any, tests: Sequence[Any], shift: int, epochs: int, seed: int) -> Accuracies:
    """Train 784-64-10 on digits, each moved anew each time by at most so many pixels."""
    autograd.manual_seed(seed)
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))
    optimizer = nn.optim.Adam(model.parameters(), lr=0.003)
    trainer = nn.Trainer(model, nn.CrossEntropyLoss(), optimizer)
    seen = nn.data.TransformedDataset(digits, aug.RandomTranslation(shift)) if shift else digits
    trainer.fit(nn.data.DataLoader(seen, 30, shuffle=True), epochs, progress=False)
    accuracies = [nn.accuracy(trainer.predict(x), t) for x, t in (digits.tensors, *tests)]
    return Accuracies(*accuracies)


def part_of(digits: Any, count: int) -> nn.data.TensorDataset:
    return nn.data.TensorDataset(*(tensor[:count] for tensor in digits.tensors))


def check(crops: int, ten: int, plain: Accuracies, seen: Accuracies, more: Accuracies) -> None:
    """Claim what the slides say; `more` is of more digits, without augmentation."""
    claim("of a 256x256 image there are 1089 different crops of 224x224", crops == 1089)
    claim("ten_crop gives ten different pictures", ten == 10)
    claim(
        "with augmentation at least 10 points more of the moved test digits are recognized",
        seen.moved >= plain.moved + 0.1,
    )
    claim("and at most 5 points less of those in their place",
          seen.test >= plain.test - 0.05)  # fmt: skip
    claim("with more digits the gap between training and test is smaller",
          more.training - more.test < plain.training - plain.test)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        images=(300, "digits to train with"),
        more=(4, "times as many of them are more data"),
        shift=(3, "pixels by which digits are moved at most, in training", 0),
        move=(3, "pixels by which test digits are moved at most", 0),
        epochs=(30, "passes over the digits"),
        crop=(224, "side of the crops of a 256x256 image"),
    )  # fmt: skip
    if options.crop > 256:
        raise SystemExit(f"--crop must be 256 or less, the image's side, not {options.crop}")
    digits = nn.data.mnist(split="train", subset=True)
    if options.images * options.more > len(digits):
        raise SystemExit(f"--images times --more must be {len(digits)} or less: there are no more")
    crops = distinct_crops(256, options.crop)
    photograph = landscape()
    ten = different(aug.ten_crop(photograph, options.crop))
    print(f"crops of {options.crop}x{options.crop} from 256x256: {crops}, with mirror images "
          f"{2 * crops}; for a prediction: {ten}")  # fmt: skip
    test = part_of(nn.data.mnist(split="test", subset=True), 1000)
    moved = aug.RandomTranslation(options.move)(test.tensors[0])
    tests = [test.tensors, (moved, test.tensors[1])]
    results = {}
    for name, count, shift in (
        ("as they are", options.images, 0),
        ("augmented", options.images, options.shift),
        ("more digits", options.images * options.more, 0),
    ):
        some = part_of(digits, count)
        results[name] = train(some, tests, shift, options.epochs, options.seed)
    print(f"\n{'recognized, in %':18}  training digits  test digits  the same, moved")
    for name, (training, straight, shifted) in results.items():
        print(f"{name:18}  {100 * training:15.1f}  {100 * straight:11.1f}  {100 * shifted:15.1f}")
    if options.out is not None:
        draw_digits(digits.tensors[0][:1000].numpy(), digits.tensors[1][:1000].numpy(), options.out)
        draw_photograph(photograph, options.out)
    check(crops, ten, *results.values())


def landscape() -> Any:
    """Return a picture of a sun over hills, `(3, 256, 256)`, in place of a photograph."""
    y, x = np.mgrid[0:256, 0:256] / 256
    picture = np.stack([0.5 + 0.4 * y, 0.7 + 0.1 * y, 1 - 0.3 * y])
    sun = (x - 0.7) ** 2 + (y - 0.25) ** 2 < 0.01
    far, near = y > 0.6 + 0.1 * np.sin(9 * x), y > 0.75 + 0.07 * np.cos(6 * x)
    for area, colour in ((sun, (1, 0.9, 0.3)), (far, (0.3, 0.5, 0.4)), (near, (0.2, 0.6, 0.2))):
        picture[:, area] = np.array(colour)[:, None]
    return picture.astype(np.float32)


def draw_digits(images: Any, labels: Any, out: Path) -> None:
    """Draw one digit of each class as it is, and changed in each way."""
    chosen = np.stack([images[labels == digit][0] for digit in range(10)])
    figure = new_figure(10, 7)
    rows = figure.subplots(len(AFFINE) + 1, 1)
    for axes, (name, change) in zip(rows, [("original", None), *AFFINE.items()], strict=True):
        digits = chosen if change is None else change(chosen)
        axes.imshow(np.concatenate(list(digits[:, 0]), axis=1), cmap="gray", vmin=0, vmax=1)
        axes.set(xticks=[], yticks=[])
        axes.set_ylabel(name, rotation=0, ha="right", va="center", fontsize=12)
    save_figure(figure, out / "augmented_digits.png")


def draw_photograph(picture: Any, out: Path) -> None:
    """Draw the picture, its mirror image, shifts of its colours, and its ten crops."""
    colours = aug.PCAColor(1.0).fit(picture[None])
    figure = new_figure(11, 6.6)
    grid = figure.subplots(3, 5)
    first = [picture, aug.hflip(picture), *(np.clip(colours(picture), 0, 1) for _ in range(3))]
    names = ["original", "mirror image", "PCA colour", "PCA colour", "PCA colour"]
    places = ["top left", "top right", "bottom left", "bottom right", "centre"]
    names += [f"crop: {place}" for place in places] + [f"mirrored: {place}" for place in places]
    images = [*first, *aug.ten_crop(picture, 180)]
    for axes, image, name in zip(grid.flat, images, names, strict=True):
        axes.imshow(np.moveaxis(image, 0, -1))
        axes.set_title(name, fontsize=9)
        axes.set(xticks=[], yticks=[])
    save_figure(figure, out / "augmented_photograph.png")


if __name__ == "__main__":
    main()
