from cities.demo.report import Account, Report, Row, at_least, count, holds


def _report(*rows: Row) -> Report:
    account = Account("guanli", "沈知远", "数据局管理员", "云枢市数据局")
    return Report(rows, (account,), "Yunshu-Demo-2026", 3.2)


def test_a_report_holds_only_if_every_check_holds() -> None:
    good = Row("入库", count("落地行数", 5, 5), 1.0)
    assert _report(good).holds
    assert not _report(good, Row("", count("误拒", 0, 1))).holds
    assert not _report().holds


def test_columns_are_aligned_by_display_width() -> None:
    lines = list(
        _report(Row("质检", count("误拒", 0, 0), 0.5), Row("", holds("a", ok=True))).lines()
    )
    column = [
        line.encode("gbk", errors="replace").find("✓".encode("gbk", "replace"))
        for line in lines[1:3]
    ]
    assert column[0] == column[1] > 0


def test_accounts_and_their_password_are_named() -> None:
    text = "\n".join(_report(Row("预警", at_least("预警", 1, 2), 0.1)).lines())
    assert "guanli" in text
    assert "Yunshu-Demo-2026" in text
