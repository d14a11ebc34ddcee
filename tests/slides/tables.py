"""The slides' tables of data."""

from autograd import Tensor

__all__ = [
    "GATE_INPUTS", "GRADES", "HEIGHT_WEIGHT", "HOURS", "IS_MALE", "OUTLIER", "PASSED", "QUIZZES",
    "QUIZ_RESULTS", "SCORES", "TEST_SCORES",
]  # fmt: skip

# Deck 1, "다중 입력 변수에 대한 회귀": midterm, final, project, and the grade.
GRADES = Tensor(
    [[100.0, 95.0, 95.0, 96.0], [80.0, 80.0, 75.0, 78.0],
     [60.0, 100.0, 100.0, 86.0], [55.0, 75.0, 100.0, 76.0]]
)  # fmt: skip

# Deck 3, "Height and Weight": cm and kg, and who of the nine is male.
HEIGHT_WEIGHT = Tensor(
    [[180.0, 83.0], [170.0, 73.0], [175.0, 78.0], [170.0, 64.0], [163.0, 52.0],
     [154.0, 45.0], [165.0, 70.0], [160.0, 55.0], [173.0, 71.0]]
)  # fmt: skip
IS_MALE = Tensor([1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0])

# Deck 3, "최소-최대 정규화": eight small numbers and a large one.
OUTLIER = Tensor([0.0, 0.0, 1.0, 1.0, 1.0, 2.0, 2.0, 3.0, 100.0])

# Deck 5, "Linear Regression": hours of study and the score.
HOURS = Tensor([2.0, 3.0, 4.0, 5.0])
SCORES = Tensor([25.0, 50.0, 42.0, 61.0])

# Deck 5, "Logistic Regression": the score, and whether it was enough.
TEST_SCORES = Tensor([45.0, 50.0, 55.0, 60.0, 65.0, 70.0])
PASSED = Tensor([0.0, 0.0, 0.0, 1.0, 1.0, 1.0])

# Deck 5, notebooks 2 and 3: three quizzes and the final examination.
QUIZZES = Tensor(
    [[73.0, 80.0, 75.0], [93.0, 88.0, 93.0], [89.0, 91.0, 90.0],
     [96.0, 98.0, 100.0], [73.0, 66.0, 70.0]]
)  # fmt: skip
QUIZ_RESULTS = Tensor([[152.0], [185.0], [180.0], [196.0], [142.0]])

# Deck 5, "퍼셉트론": (0, 0), (0, 1), (1, 0), (1, 1).
GATE_INPUTS = Tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
