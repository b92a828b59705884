"""Finding: synonyms, pinyin, the order of hits, items, suggestions, what nobody may learn."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chengshu.base.accounts.contracts import Actor
from chengshu.data.catalog import api
from chengshu.data.catalog.asked import read_words
from chengshu.data.catalog.contracts import (
    Freshness,
    ItemDraft,
    ResourceDraft,
    ResourceInfo,
    ResourceQuery,
    ShareType,
    SuggestionKind,
)
from chengshu.data.catalog.marking import Piece, excerpt, mark
from chengshu.data.catalog.synonyms import list_synonyms
from chengshu.data.catalog.words import title_vector

Publish = Callable[[ResourceDraft], ResourceInfo]


def test_synonyms_work_both_ways_and_a_word_is_not_its_own() -> None:
    assert "公民身份号码" in list_synonyms("身份证")
    assert "身份证" in list_synonyms("公民身份号码")
    assert "身份证" not in list_synonyms("身份证")
    assert list_synonyms("没有这个词") == ()


def test_words_inside_a_longer_run_are_widened() -> None:
    asked = read_words("低保电话")
    assert asked.exact == "'低保' & '保电' & '电话'"
    assert "'最低' & '低生' & '生活' & '活保' & '保障'" in asked.wide
    assert "'手机'" in asked.wide
    assert asked.terms[0] == "低保电话"
    plain = read_words("独角兽")
    assert plain.wide == plain.exact
    assert not plain.has_synonyms
    assert read_words("，。").wide == read_words("").loose == ""


def test_a_title_is_kept_with_its_pinyin_from_every_syllable_on() -> None:
    vector = title_vector("企业登记")
    for word in ("'qydj'", "'ydj'", "'dj'", "'qiyedengji'", "'yedengji'", "'dengji'"):
        assert word in vector


def hits(pieces: Sequence[Piece]) -> list[str]:
    return [piece.text for piece in pieces if piece.is_hit]


def test_marks_keep_the_text_and_find_whole_words_before_pairs() -> None:
    pieces = mark("企业登记信息", ("登记",))
    assert [piece.text for piece in pieces] == ["企业", "登记", "信息"]
    assert hits(pieces) == ["登记"]
    assert hits(mark("登记的企业", ("企业登记",))) == ["登记", "企业"]
    assert hits(mark("<b>\uff35\uff33\uff23\uff23", ("uscc",))) == ["\uff35\uff33\uff23\uff23"]
    assert mark("", ("企业",)) == ()


def test_an_excerpt_shows_the_hit_of_a_long_text() -> None:
    text = "前" * 200 + "目标词" + "后" * 200
    pieces = excerpt(text, ("目标词",))
    shown = "".join(piece.text for piece in pieces)
    assert hits(pieces) == ["目标词"]
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) < 120


@pytest.fixture
def catalogue(publish: Publish, draft: ResourceDraft) -> None:
    publish(replace(draft, themes=("营商",), grade=2))
    publish(
        replace(
            draft,
            key="h_house",
            provider_code="housing",
            title="房屋登记信息",
            abstract="房屋坐落、面积，另行标注纳税情况。",
            class_path="209001",
            share_type=ShareType.UNCONDITIONAL,
            share_condition="",
            themes=("营商", "安居"),
            items=(
                ItemDraft("owner_id", "公民身份号码", "C", name_en="citizen id", element="DE001"),
                ItemDraft("area_m2", "建筑面积", "N"),
            ),
        )
    )
    publish(
        replace(
            draft,
            key="h_tax",
            provider_code="housing",
            title="契税缴纳",
            abstract="契税的缴纳记录",
            items=(ItemDraft("nsr", "纳税人", "C", element="DE002"),),
        )
    )


def keys(actor: Actor, **words: object) -> list[str]:
    page = api.search_resources(actor, ResourceQuery(**words))  # type: ignore[arg-type]
    return [row.key for row in page.rows]


@pytest.mark.django_db
class TestEntries:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("身份证", ["h_house"]),
            ("qydj", ["mr_enterprise"]),
            ("fangwu", ["h_house"]),
            ("djxx", ["mr_enterprise", "h_house"]),
            ("citizen", ["h_house"]),
            ("owner_id", ["h_house"]),
            ("DE001", ["h_house"]),
            ("市场主体", ["mr_enterprise"]),
        ],
    )
    def test_synonyms_pinyin_columns_and_elements_find(
        self, catalogue: None, leader: Actor, text: str, found: list[str]
    ) -> None:
        assert set(keys(leader, text=text)) == set(found)

    def test_title_comes_before_items_before_the_abstract(
        self, publish: Publish, draft: ResourceDraft, leader: Actor
    ) -> None:
        plain = replace(draft, abstract="别的内容", items=draft.items[:1])
        publish(replace(plain, key="z_abstract", title="甲目录", abstract="停车泊位" * 9))
        publish(
            replace(plain, key="y_item", title="乙目录", items=(ItemDraft("a", "停车泊位", "C"),))
        )
        publish(replace(plain, key="x_title", title="全市停车泊位分布情况"))
        publish(replace(plain, key="w_whole", title="停车泊位"))
        assert keys(leader, text="停车泊位") == ["w_whole", "x_title", "y_item", "z_abstract"]

    def test_a_hit_names_the_items_it_stands_in(self, catalogue: None, leader: Actor) -> None:
        row = api.search_resources(leader, ResourceQuery(text="建筑面积")).rows[0]
        assert [(item.column, item.name_zh) for item in row.items_hit] == [("area_m2", "建筑面积")]

    @pytest.mark.parametrize(
        ("words", "found"),
        [
            ({"theme": "安居"}, ["h_house"]),
            ({"grade": "2"}, ["mr_enterprise"]),
            ({"format": "7"}, []),
            ({"element": "DE002"}, ["h_tax"]),
            ({"column": "uscc"}, ["mr_enterprise"]),
            ({"freshness": Freshness.FRESH.value}, []),
            ({"area": "219900", "theme": "安居"}, ["h_house"]),
            ({"area": "219901"}, []),
        ],
    )
    def test_filters_narrow(
        self, catalogue: None, leader: Actor, words: dict[str, str], found: list[str]
    ) -> None:
        assert keys(leader, **words) == found

    def test_facets_count_all_at_once_under_the_other_filters(
        self, catalogue: None, leader: Actor
    ) -> None:
        asked = ResourceQuery(text="登记", theme="安居", share_type="2")
        page = api.search_resources(leader, asked)
        facets = {facet.key: {v.value: v.count for v in facet.values} for facet in page.facets}
        assert page.total == 0
        assert facets["theme"] == {"营商": 1}
        assert facets["share_type"] == {"1": 1}
        assert page.without == {"share_type": 1, "theme": 1}

    def test_one_word_is_enough_when_asked_so(self, catalogue: None, leader: Actor) -> None:
        assert keys(leader, text="契税 房屋") == []
        assert set(keys(leader, text="契税 房屋", any_word=True)) == {"h_tax", "h_house"}

    def test_a_page_costs_the_same_queries_however_many_hits_it_shows(
        self, publish: Publish, draft: ResourceDraft, leader: Actor
    ) -> None:
        def count() -> int:
            with CaptureQueriesContext(
                connection,
            ) as caught:
                api.search_resources(leader, ResourceQuery(text="目录", page_size=50))
            return len(caught)

        publish(replace(draft, key="r_0", title="目录0"))
        alone = count()
        for number in range(1, 6):
            publish(replace(draft, key=f"r_{number}", title=f"目录{number}"))
        assert count() == alone

    def test_a_change_is_found_at_once_and_the_old_words_no_more(
        self, publish: Publish, draft: ResourceDraft, leader: Actor
    ) -> None:
        publish(draft)
        publish(replace(draft, title="商事主体名册", items=(ItemDraft("zch", "注册号", "C"),)))
        assert keys(leader, text="名册") == ["mr_enterprise"]
        assert keys(leader, text="企业登记信息") == []
        assert api.search_items(leader, ResourceQuery(column="uscc")).total == 0
        assert api.search_items(leader, ResourceQuery(column="zch")).total == 1


@pytest.mark.django_db
class TestItems:
    def test_items_are_found_by_each_of_their_names(self, catalogue: None, leader: Actor) -> None:
        for text in ("公民身份号码", "citizen", "owner_id", "DE001", "身份证"):
            page = api.search_items(leader, ResourceQuery(text=text))
            assert [row.column for row in page.rows] == ["owner_id"], text
        by_element = api.search_items(leader, ResourceQuery(element="DE001"))
        assert by_element.rows[0].resource_title == "房屋登记信息"

    def test_the_exact_name_comes_first(self, catalogue: None, leader: Actor) -> None:
        page = api.search_items(leader, ResourceQuery(text="名称"))
        assert page.rows[0].name_zh == "企业名称"
        facets = {facet.key: {v.value: v.count for v in facet.values} for facet in page.facets}
        assert facets["provider"] == {"market": 1}

    def test_items_of_drafts_show_only_to_their_department(
        self, catalogue: None, officer: Actor, other_officer: Actor, draft: ResourceDraft
    ) -> None:
        hidden = replace(
            draft, key="mr_hidden", title="秘密草稿", items=(ItemDraft("mm", "暗号", "C"),)
        )
        api.draft_resource(officer, hidden)
        asked = ResourceQuery(text="暗号")
        assert api.search_items(officer, asked).total == 1
        assert api.search_items(other_officer, asked).total == 0
        assert {each.text for each in api.suggest(officer, "秘密")} == {"秘密草稿"}
        assert api.suggest(other_officer, "秘密") == ()
        assert api.suggest(other_officer, "暗号") == ()
        assert api.suggest_near(other_officer, "秘密档案") == ()


@pytest.mark.django_db
class TestSuggestions:
    def test_titles_items_and_departments_are_suggested(
        self, catalogue: None, leader: Actor
    ) -> None:
        found = api.suggest(leader, "登记")
        titles = [each.text for each in found if each.kind is SuggestionKind.TITLE]
        assert set(titles) == {"企业登记信息", "房屋登记信息"}
        assert ("登记状态", "1 条目录含有") in {(each.text, each.note) for each in found}
        provider = api.suggest(leader, "住房")[-1]
        assert (provider.kind, provider.value, provider.note) == (
            SuggestionKind.PROVIDER,
            "housing",
            "2 条目录",
        )
        assert api.suggest(leader, "，") == ()

    def test_what_found_nothing_is_answered_with_near_titles(
        self, catalogue: None, leader: Actor
    ) -> None:
        near = api.suggest_near(leader, "房屋登记簿册 契税")
        assert "契税缴纳" in {each.text for each in near}
