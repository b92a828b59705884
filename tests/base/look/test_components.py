import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template

from chengshu.base.look.contracts import Tag, TaskCard, TimelineItem
from chengshu.base.look.durations import say_remaining, say_span

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)


def show(source: str, **values: object) -> str:
    return Template("{% load look %}" + source).render(Context(values))


@dataclass(frozen=True)
class Job:
    id: int = 7
    state: str = "running"
    done: int = 5
    total: int = 20
    note: str = "正在核对"
    title: str = "装载"
    error: str = ""


def test_a_level_speaks_by_colour_word_and_shape() -> None:
    text = show('{% level "orange" %}{% level "purple" %}{% level "red" word="特别严重" %}')
    assert "level-orange" in text
    assert "橙色" in text
    assert "#triangle" in text
    assert "无数据" in text
    assert "特别严重" in text


def test_a_clock_says_what_is_left() -> None:
    assert "无时限" in show("{% clock None %}")
    text = show('{% clock due "red" %}', due=NOW - dt.timedelta(days=3))
    assert "已超时" in text
    assert "light-red" in text
    assert "#clock" in show("{% clock due %}", due=NOW)


def test_spans_are_said_in_two_units_at_most() -> None:
    assert say_span(20) == "1 分钟"
    assert say_span(3_600) == "1 小时"
    assert say_span(5_400) == "1 小时 30 分钟"
    assert say_span(90_000) == "1 天 1 小时"
    assert say_remaining(NOW, NOW + dt.timedelta(days=2)) == "剩余 2 天"
    assert say_remaining(NOW, NOW - dt.timedelta(minutes=9)) == "已超时 9 分钟"


def test_figures_are_aligned_and_grouped() -> None:
    assert show("{{ a|figure }} {{ b|figure }} {{ c|figure }}", a=1234567, b=1.50, c="x") == (
        "1,234,567 1.5 x"
    )
    assert show("{{ a|share }} {{ b|share }}", a=Decimal("0.9812"), b="x") == "98.1% x"
    assert show("{{ a|lookup:'k' }}", a={"k": "v"}) == "v"


def test_a_running_job_asks_for_itself_without_keeping_the_session_awake() -> None:
    text = show("{% progress job %}", job=Job())
    assert 'hx-get="/jobs/7/progress/"' in text
    assert "X-Poll" in text
    assert "25%" in text
    assert "取消任务" in text


def test_an_ended_job_stops_asking() -> None:
    text = show("{% progress job %}", job=Job(state="failed", total=0, error="连接被拒绝"))
    assert "hx-get" not in text
    assert "连接被拒绝" in text
    assert "重新执行" in text
    assert "100%" in show("{% progress job %}", job=Job(state="done", total=0))


def test_a_task_card_and_a_timeline_show_who_and_when() -> None:
    card = TaskCard("核对", "整改工单", "/q/1/", NOW, "yellow", "市民政局", "第 2 次")
    text = show("{% task_card card %}", card=card)
    assert 'href="/q/1/"' in text
    assert "市民政局 · 第 2 次" in text
    steps = [TimelineItem(NOW, "受理", "王海", "已看", "good", "/c/"), TimelineItem(None, "结案")]
    flow = show("{% timeline steps %}", steps=steps)
    assert "2026-11-20 17:00" in flow
    assert "未开始" in flow


def test_a_drawer_link_is_a_link_without_javascript() -> None:
    text = show('{% drawer "d1" "依据" "/x/" label="93%" %}')
    assert 'href="/x/"' in text
    assert 'hx-target="#drawer-body"' in text
    assert "93%" in text


def test_tags_and_emptiness() -> None:
    assert 'class="tag good"' in show("{% tag t %}", t=Tag("好", "good"))
    assert 'class="tag bad"' in show('{% tag "坏" "bad" %}')
    text = show('{% empty "没有" "请先申请" url="/a/" action="申请" %}')
    assert 'href="/a/"' in text


class Form(forms.Form):
    name = forms.CharField(label="名称", help_text="业务叫法")
    agree = forms.BooleanField(label="同意")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def test_a_field_ties_label_help_and_fault_together() -> None:
    form = Form({"name": ""})
    text = show("{% field f.name wide=True %}{% field f.agree %}{% field f.secret %}", f=form)
    assert 'for="id_name"' in text
    assert 'aria-describedby="id_name_helptext id_name_error"' in text
    assert 'id="id_name_error"' in text
    assert 'aria-invalid="true"' in text
    assert 'class="field wide invalid"' in text
    assert 'type="hidden"' in text


@pytest.mark.parametrize("source", ['{% chart o 200 title="图" %}', "{% map_panel l 300 %}"])
def test_charts_and_maps_carry_data_not_script(source: str) -> None:
    options = {"xAxis": {"data": ["</script><b>"]}, "series": [{"name": "甲", "data": [1]}]}
    text = show(source, o=options, l=[])
    assert "</script><b>" not in text
    assert "style=" not in text
    assert 'type="application/json"' in text


def test_static_files_carry_their_digest() -> None:
    assert "?v=" in show('{% asset "look/look.js" %}')
    assert show('{% asset "look/nothing.js" %}') == "/static/look/nothing.js"
