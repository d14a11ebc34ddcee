"""The small tables of data that the slides calculate with, by name."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from nn.data.dataset import TensorDataset

__all__ = ["TABLES", "Table", "load_table"]

_GATE_INPUTS = ((0, 0), (0, 1), (1, 0), (1, 1))


@dataclass(frozen=True)
class Table:
    """A table of the slides.

    Attributes:
        columns: what the columns are, inputs before targets.
        rows: the numbers.
        source: the deck and its slide's title.
        targets: how many of the last columns are targets. Default: 1.
        classes: what the targets 0, 1, ... mean. Default: (), they are quantities.
        shape: what the numbers are brought to. Default: None, ``(rows, columns)``.

    Example:
        >>> TABLES["study_hours"].columns
        ('hours of study', 'score')
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[float, ...], ...]
    source: str
    targets: int = 1
    classes: tuple[str, ...] = ()
    shape: tuple[int, ...] | None = None


def _gate(outputs: tuple[int, ...], source: str) -> Table:
    rows = tuple((*inputs, output) for inputs, output in zip(_GATE_INPUTS, outputs, strict=True))
    return Table(("a", "b", "output"), rows, source, classes=("0", "1"))


TABLES: dict[str, Table] = {
    "gradient_descent": Table(
        ("x", "t"),
        ((2, 46), (3, 72)),
        'deck 1, "경사하강법을 통한 가중치 수정 예제"',
    ),
    "grades": Table(
        ("midterm", "final", "project", "grade"),
        ((100, 95, 95, 96), (80, 80, 75, 78), (60, 100, 100, 86), (55, 75, 100, 76)),
        'deck 1, "다중 입력 변수에 대한 회귀"',
    ),
    "person": Table(
        (
            "height in m", "weight in kg", "a third measure",
            "sex: 1 male, 2 female", "constitution: 1 to 4",
        ),
        ((1.755, 65.5, 122, 1, 3),),
        'deck 2, "3) 명칭값(Nominal value) one-hot 코드로 변환"',
        targets=0,
    ),
    "image_5x5": Table(
        ("column 0", "column 1", "column 2", "column 3", "column 4"),
        ((1, 1, 1, 0, 0), (0, 1, 1, 1, 0), (0, 0, 1, 1, 1), (0, 0, 1, 1, 0), (0, 1, 1, 0, 0)),
        'deck 2, "Convolution filter or Kernel (합성곱 필터 or 커널)"',
        targets=0,
        shape=(1, 1, 5, 5),
    ),
    "height_weight": Table(
        ("height in cm", "weight in kg", "male"),
        (
            (180, 83, 1), (170, 73, 1), (175, 78, 1), (170, 64, 0), (163, 52, 0),
            (154, 45, 0), (165, 70, 1), (160, 55, 0), (173, 71, 1),
        ),
        'deck 3, "Height and Weight" (which says m)',
        classes=("female", "male"),
    ),
    "outlier": Table(
        ("value",),
        ((0,), (0,), (1,), (1,), (1,), (2,), (2,), (3,), (100,)),
        'deck 3, "2-1) 해결방안 1 : 최소 - 최대 정규화"',
        targets=0,
    ),
    "study_hours": Table(
        ("hours of study", "score"),
        ((2, 25), (3, 50), (4, 42), (5, 61)),
        'deck 5, "Cost Function"',
    ),
    "pass_fail": Table(
        ("score", "passed"),
        ((45, 0), (50, 0), (55, 0), (60, 1), (65, 1), (70, 1)),
        'deck 5, "Logistic Regression?"',
        classes=("fail", "pass"),
    ),
    "and": _gate((0, 0, 0, 1), 'deck 5, "단층 퍼셉트론(Single-Layer Perceptron)"'),
    "nand": _gate((1, 1, 1, 0), 'deck 5, "단층 퍼셉트론(Single-Layer Perceptron)"'),
    "or": _gate((0, 1, 1, 1), 'deck 5, "단층 퍼셉트론(Single-Layer Perceptron)"'),
    "nor": _gate((1, 0, 0, 0), "the opposite of or; in no deck"),
    "xor": _gate((0, 1, 1, 0), 'deck 5, "XOR 문제 - 단층 퍼셉트론 구현"'),
    "line": Table(
        ("x", "y"),
        ((1, 2), (2, 4), (3, 6)),
        "deck 5, notebook 1.linear_regression.ipynb",
    ),
    "quizzes": Table(
        ("quiz 1", "quiz 2", "quiz 3", "final"),
        (
            (73, 80, 75, 152), (93, 88, 93, 185), (89, 91, 90, 180),
            (96, 98, 100, 196), (73, 66, 70, 142),
        ),
        "deck 5, notebook 2.multivariable_LR.ipynb",
    ),
    "two_classes": Table(
        ("x1", "x2", "class"),
        ((1, 2, 0), (2, 3, 0), (3, 1, 0), (4, 3, 1), (5, 3, 1), (6, 2, 1)),
        "deck 5, notebook 5.logistic_regression.ipynb",
        classes=("0", "1"),
    ),
    "three_classes": Table(
        ("x1", "x2", "x3", "x4", "class"),
        (
            (1, 2, 1, 1, 2), (2, 1, 3, 2, 2), (3, 1, 3, 4, 2), (4, 1, 5, 5, 1),
            (1, 7, 5, 5, 1), (1, 2, 5, 6, 1), (1, 6, 6, 6, 0), (1, 7, 7, 7, 0),
        ),
        "deck 5, notebook 6_multi_class_classification.ipynb",
        classes=("0", "1", "2"),
    ),
}  # fmt: skip


def load_table(name: str) -> TensorDataset:
    """One of the slides' tables of data; `nn.data.tables.TABLES` holds them all.

    ==================  ===============================================  ==========================
    name                inputs, then the target                          where it is from
    ==================  ===============================================  ==========================
    gradient_descent    x, t                                             deck 1
    grades              midterm, final, project, the grade               deck 1
    person              height, weight, a number, two nominal values     deck 2
    image_5x5           one image, ``(1, 1, 5, 5)``                      deck 2
    height_weight       height in cm, weight in kg, male or not          deck 3
    outlier             eight small numbers and a large one              deck 3
    study_hours         hours of study, the score                        deck 5
    pass_fail           a score, passed or not                           deck 5
    and nand or nor     a, b, the output of a gate                       deck 5 (nor: none)
    xor                 a, b, the output of a gate                       deck 5
    line                x, y                                             deck 5, notebook 1
    quizzes             three quizzes, the final examination             deck 5, notebooks 2 and 3
    two_classes         two numbers, a class                             deck 5, notebook 5
    three_classes       four numbers, a class                            deck 5, notebook 6
    ==================  ===============================================  ==========================

    Args:
        name: the table's name; "height/weight" and "XOR" do as well.

    Returns:
        A `TensorDataset` of the inputs, float64 ``(N, F)``, so that hand calculations come out to
        the digit, and of the targets: float64 ``(N, 1)``, as `nn.Linear` with one output gives
        them; of more than two classes int64 ``(N,)``, as `nn.CrossEntropyLoss` takes them. Tables
        without targets give the inputs alone. Its ``source`` says which slide it is from.

    Raises:
        ValueError: when there is no such table.

    Source: the slides named above.

    Example:
        >>> hours, scores = load_table("study_hours")[:]
        >>> hours.data.ravel(), scores.data.ravel()
        (array([2., 3., 4., 5.]), array([25., 50., 42., 61.]))
        >>> load_table("study_hours").source
        'deck 5, "Cost Function"'
    """
    plain = re.sub(r"\W", "_", name.lower()) if isinstance(name, str) else ""
    if plain not in TABLES:
        raise ValueError(f"load_table: there is no table {name!r}; there are {', '.join(TABLES)}")
    table = TABLES[plain]
    numbers = np.array(table.rows, dtype=np.float64)
    if table.shape is not None:
        numbers = numbers.reshape(table.shape)
    if not table.targets:
        return TensorDataset(numbers, source=table.source)
    inputs, targets = np.split(numbers, [-table.targets], axis=1)
    if len(table.classes) > 2:
        targets = targets[:, 0].astype(np.int64)
    return TensorDataset(inputs, targets, source=table.source)
