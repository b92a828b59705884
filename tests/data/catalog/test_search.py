from collections.abc import Callable
from dataclasses import replace

import pytest

from chengshu.base.accounts.contracts import Actor
from chengshu.data.catalog import api
from chengshu.data.catalog.contracts import (
    ResourceDraft,
    ResourceInfo,
    ResourceQuery,
    ResourceState,
    ShareType,
)
from chengshu.data.catalog.words import normalise, search_query, search_vector, title_key

Publish = Callable[[ResourceDraft], ResourceInfo]


def test_width_case_and_blanks_do_not_matter() -> None:
    assert normalise("\uff21\uff22\uff23\u3000\uff11\uff12\uff13\n x") == "abc 123 x"
    assert title_key("企业 登记（信息）") == title_key("企业登记(信息)。")
    assert title_key("——") == "——"


def test_a_vector_holds_single_characters_and_pairs() -> None:
    vector = search_vector((("A", "企业名"), ("D", "abc 12")))
    for piece in ("'企':1A", "'企业':1A", "'业名':2A", "'名':3A", "'abc':5D", "'12':7D"):
        assert piece in vector


def test_a_query_asks_for_every_pair() -> None:
    assert search_query("企业名 abc") == "'企业' & '业名' & 'abc':*"
    assert search_query("企") == "'企'"
    assert search_query("，。'&|!") == ""


def test_a_very_long_text_stays_within_the_limits_of_a_vector() -> None:
    vector = search_vector((("D", "数据" * 20_000),))
    assert vector.count(",") < 1000


@pytest.fixture
def catalogue(publish: Publish, draft: ResourceDraft) -> None:
    publish(draft)
    publish(
        replace(
            draft,
            key="h_house",
            provider_code="housing",
            title="房屋登记信息",
            abstract="房屋坐落、面积，企业持有的房屋另行标注。",
            class_path="209001",
            share_type=ShareType.UNCONDITIONAL,
            share_condition="",
            update_cycle="4",
            is_open=True,
        )
    )


@pytest.mark.django_db
class TestSearch:
    @pytest.mark.parametrize(
        ("text", "keys"),
        [
            ("企业", ["mr_enterprise", "h_house"]),
            ("登记信息", ["mr_enterprise", "h_house"]),
            ("房屋登记", ["h_house"]),
            ("\uff4d\uff52\uff3fENTERPRISE", ["mr_enterprise"]),
            ("统一社会信用代码", ["mr_enterprise", "h_house"]),
            ("住房保障", ["h_house"]),
            ("坐落", ["h_house"]),
            ("不存在的词", []),
            ("209001/1", ["h_house"]),
            ("mr_enter", ["mr_enterprise"]),
        ],
    )
    def test_text_finds_title_provider_items_and_abstract(
        self, catalogue: None, leader: Actor, text: str, keys: list[str]
    ) -> None:
        found = api.search_resources(leader, ResourceQuery(text=text))
        assert {row.key for row in found.rows} == set(keys)

    def test_a_hit_in_the_title_ranks_first(self, catalogue: None, leader: Actor) -> None:
        found = api.search_resources(leader, ResourceQuery(text="企业"))
        assert [row.key for row in found.rows] == ["mr_enterprise", "h_house"]

    @pytest.mark.parametrize(
        "query",
        [
            ResourceQuery(provider="housing"),
            ResourceQuery(share_type="1"),
            ResourceQuery(update_cycle="4"),
            ResourceQuery(class_path="209"),
            ResourceQuery(is_open=True),
            ResourceQuery(state=ResourceState.PUBLISHED, provider="housing", is_attached=False),
        ],
    )
    def test_filters_narrow(self, catalogue: None, leader: Actor, query: ResourceQuery) -> None:
        found = api.search_resources(leader, query)
        assert [row.key for row in found.rows] == ["h_house"]

    def test_a_facet_counts_under_all_other_filters(self, catalogue: None, leader: Actor) -> None:
        found = api.search_resources(leader, ResourceQuery(provider="housing"))
        facets = {facet.key: facet.values for facet in found.facets}
        assert {(value.label, value.count) for value in facets["provider"]} == {
            ("市场监督管理局", 1),
            ("住房保障局", 1),
        }
        assert [(value.label, value.count) for value in facets["share_type"]] == [("无条件共享", 1)]
        assert [(value.value, value.label) for value in facets["class_path"]] == [
            ("209", "城乡建设")
        ]

    def test_pages_hold_what_was_asked_for(self, catalogue: None, leader: Actor) -> None:
        first = api.search_resources(leader, ResourceQuery(order="title", page_size=1))
        second = api.search_resources(leader, ResourceQuery(order="title", page=2, page_size=1))
        assert (first.total, second.total) == (2, 2)
        assert {first.rows[0].key, second.rows[0].key} == {"mr_enterprise", "h_house"}

    def test_drafts_show_only_to_their_department_and_the_bureau(
        self,
        catalogue: None,
        officer: Actor,
        other_officer: Actor,
        bureau: Actor,
        leader: Actor,
        draft: ResourceDraft,
    ) -> None:
        api.draft_resource(officer, replace(draft, key="mr_secret", title="草稿中的目录"))
        asked = ResourceQuery(text="草稿中")
        totals = [
            api.search_resources(actor, asked).total
            for actor in (officer, bureau, other_officer, leader)
        ]
        assert totals == [1, 1, 0, 0]
