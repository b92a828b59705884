"""Each error carries its data and one sentence a person can act on."""

from django.utils import translation

from chengshu.base.errors import api as errors


def test_the_sentence_is_filled_with_the_data() -> None:
    error = errors.NotFoundError(kind="目录", key="A1")
    assert str(error) == "未找到目录“A1”，请核对编号。"
    assert error.data == {"kind": "目录", "key": "A1"}


def test_problem_documents_follow_the_error() -> None:
    problem = errors.to_problem(errors.TooLargeError(what="文件", limit="1 MB"))
    assert problem.status == 413
    assert problem.type == "urn:chengshu:error:too_large"
    assert problem.nature is errors.Nature.REFUSED
    assert problem.data == {"what": "文件", "limit": "1 MB"}


def test_natures_are_inherited() -> None:
    assert errors.ConflictError(reason="x").nature is errors.Nature.REFUSED
    assert errors.RetryError(reason="x").nature is errors.Nature.RETRY
    assert errors.BrokenError().nature is errors.Nature.BROKEN


def test_a_percent_sign_in_the_data_is_harmless() -> None:
    with translation.override("zh-hans"):
        assert "100%s" in str(errors.ConflictError(reason="100%s"))
