"""Personal data, grades, masks and secrets."""

from tests.data.survey.inference.making import CITIZENS, PEOPLE, column, draft, said

HASHES = [f"$2b$12${'abcdefghij' * 5}{number:03d}" for number in range(10)]


def test_personal_data_have_class_grade_and_mask() -> None:
    found = draft(column("sfzh", CITIZENS), column("f2", PEOPLE))
    assert said(found["sfzh"], "personal") == "identity"
    assert said(found["sfzh"], "mask") == "citizen_id"
    assert said(found["sfzh"], "grade") == 3
    assert said(found["f2"], "personal") == "basic"
    assert said(found["f2"], "mask") == "name"


def test_diagnoses_are_health_data_without_an_element() -> None:
    found = draft(column("c9", ["感冒", "肺炎"], comment="出院诊断"))
    assert said(found["c9"], "personal") == "health"
    assert said(found["c9"], "is_sensitive") is True


def test_secrets_are_found_by_name_and_by_contents() -> None:
    found = draft(
        column("login_pwd", ["x1", "y2"]), column("f5", HASHES), column("mm", comment="密码")
    )
    assert all(said(found[name], "is_secret") is True for name in ("login_pwd", "f5", "mm"))
    assert said(found["f5"], "mask") == "hide"
    assert said(found["f5"], "grade") == 4


def test_what_only_speaks_about_a_secret_is_none() -> None:
    found = draft(
        column("pwd_update_time", ["2024-01-01 10:00:00"], "timestamp"),
        column("password_error_count", ["1", "2"], "int"),
    )
    assert said(found["pwd_update_time"], "is_secret") is False
    assert said(found["password_error_count"], "is_secret") is False
