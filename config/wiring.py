"""The one place where rooms' navigation, task lists and jobs are joined to the shell."""

from functools import cache

from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from chengshu.base.accounts.contracts import Role
from chengshu.base.jobs import api as jobs
from chengshu.base.look import api as look
from chengshu.base.look.contracts import Floor, NavItem, TaskList
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import PanelSource
from chengshu.data.claims import api as claims
from chengshu.data.ingest import api as ingest
from chengshu.data.lake import api as lake
from chengshu.data.quality import api as quality
from chengshu.data.repair import api as repair
from chengshu.data.sources import api as sources
from chengshu.data.survey import api as survey
from chengshu.exchange.matching import api as matching
from chengshu.exchange.sharing import api as sharing
from chengshu.operations.dispatch import api as dispatch
from chengshu.operations.warning import api as warning

NAVIGATION: tuple[NavItem, ...] = (
    NavItem(Floor.HOME, _("工作台"), "look:desk", order=0, icon="home"),
    NavItem(
        Floor.DATA, _("数据源"), "sources:list", "sources.read_source", order=5, icon="database"
    ),
    NavItem(
        Floor.DATA, _("信息资源目录"), "catalog:list", "catalog.read", order=10, icon="catalog"
    ),
    NavItem(
        Floor.DATA, _("目录审核"), "catalog:reviews", "catalog.read_draft", order=11, icon="check"
    ),
    NavItem(Floor.DATA, _("扫描编目"), "survey:scans", "survey.read_scans", order=8, icon="search"),
    NavItem(
        Floor.DATA, _("编目确认"), "survey:drafts", "survey.read_drafts", order=9, icon="inbox"
    ),
    NavItem(
        Floor.DATA,
        _("编目进度"),
        "catalog:progress",
        "catalog.read_progress",
        order=12,
        icon="list",
    ),
    NavItem(
        Floor.DATA, _("数据元目录"), "elements:list", "elements.read", order=89, icon="diamond"
    ),
    NavItem(Floor.DATA, _("要素认领"), "claims:list", "claims.read_lines", order=15, icon="check"),
    NavItem(
        Floor.DATA, _("认领进度"), "claims:progress", "claims.read_progress", order=16, icon="list"
    ),
    NavItem(Floor.DATA, _("数据要素清单"), "claims:listed", "claims.read", order=17, icon="layers"),
    NavItem(
        Floor.DATA,
        _("编目目标"),
        "catalog:targets",
        "catalog.read_progress",
        order=13,
        icon="pulse",
    ),
    NavItem(Floor.DATA, _("代码表"), "catalog:code-tables", "catalog.read", order=90, icon="tree"),
    NavItem(Floor.DATA, _("数据入库"), "ingest:resources", "ingest.load", order=30, icon="inflow"),
    NavItem(
        Floor.DATA,
        _("数据标准化"),
        "standardisation:list",
        "standardisation.read",
        order=35,
        icon="edit",
    ),
    NavItem(Floor.DATA, _("入库批次"), "ingest:batches", "ingest.read", order=40, icon="layers"),
    NavItem(Floor.DATA, _("问题数据"), "quality:rows", "quality.read", order=50, icon="quality"),
    NavItem(Floor.DATA, _("整改工单"), "repair:orders", "repair.read", order=60, icon="edit"),
    NavItem(Floor.DATA, _("数据湖"), "lake:list", "lake.list_snapshots", order=45, icon="layers"),
    NavItem(Floor.OPERATIONS, _("城市体征"), "vitals:list", "vitals.view", order=10, icon="pulse"),
    NavItem(Floor.OPERATIONS, _("预警"), "warning:list", "warning.view", order=20, icon="alert"),
    NavItem(Floor.OPERATIONS, _("案件"), "dispatch:list", "dispatch.view", order=30, icon="case"),
    NavItem(Floor.OPERATIONS, _("我的办理"), "phone:cases", "dispatch.act", order=31, icon="inbox"),
    NavItem(
        Floor.OPERATIONS, _("随手上报"), "phone:report", "dispatch.report", order=32, icon="edit"
    ),
    NavItem(Floor.BASE, _("后台任务"), "console:jobs", "jobs.list_jobs", order=10, icon="jobs"),
    NavItem(
        Floor.BASE, _("审计记录"), "console:audit", "audit.list_entries", order=20, icon="audit"
    ),
    NavItem(
        Floor.BASE, _("核验审计链"), "console:verify", "audit.verify", order=21, icon="quality"
    ),
    NavItem(
        Floor.BASE,
        _("组织机构"),
        "console:organisations",
        "console.read_organisations",
        order=30,
        icon="tree",
    ),
    NavItem(
        Floor.BASE, _("人员"), "console:people", "accounts.list_people", order=40, icon="people"
    ),
    NavItem(
        Floor.BASE, _("权限表"), "console:permissions", "console.read_policy", order=50, icon="key"
    ),
    NavItem(Floor.BASE, _("我的账号"), "console:account", order=900, icon="gear"),
    NavItem(
        Floor.EXCHANGE,
        _("可申请的数据"),
        "sharing:offers",
        "sharing.request_share",
        order=10,
        icon="search",
    ),
    NavItem(
        Floor.EXCHANGE, _("供需对接"), "matching:board", "matching.read", order=15, icon="list"
    ),
    NavItem(
        Floor.EXCHANGE,
        _("共享申请"),
        "sharing:requests",
        "sharing.list_requests",
        order=20,
        icon="share",
    ),
    NavItem(
        Floor.EXCHANGE,
        _("共享授权"),
        "sharing:grants",
        "sharing.list_requests",
        order=30,
        icon="check",
    ),
    NavItem(
        Floor.EXCHANGE,
        _("我的应用"),
        "gateway:applications",
        "gateway.manage_keys",
        order=40,
        icon="key",
    ),
    NavItem(
        Floor.EXCHANGE,
        _("调用记录"),
        "gateway:calls",
        "gateway.list_calls",
        order=50,
        icon="gateway",
    ),
    NavItem(Floor.SCREENS, _("大屏"), "cockpit:list", "cockpit.view", order=10, icon="screen"),
    NavItem(
        Floor.BASE, _("组件样例"), "look:gallery", "look.show_gallery", order=990, icon="layers"
    ),
)

SOURCE_ACTIONS = (sources.SourceAction(_("扫描编目"), "survey:new_scan", "survey.scan"),)

TASKS: tuple[tuple[str, TaskList], ...] = (
    ("survey", survey.list_draft_tasks),
    ("catalog", catalog.list_tasks),
    ("claims", claims.list_tasks),
    ("repair", repair.list_repair_tasks),
    ("warning", warning.list_alert_tasks),
    ("dispatch", dispatch.list_case_tasks),
    ("sharing", sharing.list_share_tasks),
    ("matching", matching.list_tasks),
)

# What rooms above the catalogue show on the page of an entry, in this order.
PANELS: tuple[tuple[str, PanelSource], ...] = (
    ("sharing", sharing.show_use),
    ("ingest", ingest.show_lineage),
    ("lake", lake.show_sample),
)

# What each role needs most; names that a person may not open are left out.
QUICK: dict[Role, tuple[str, ...]] = {
    Role.BUREAU_ADMINISTRATOR: (
        *("catalog:reviews", "catalog:progress", "sharing:requests", "ingest:batches"),
        *("repair:orders", "cockpit:list", "vitals:list", "warning:list"),
    ),
    Role.DATA_OFFICER: (
        *("survey:drafts", "catalog:list", "ingest:resources", "repair:orders", "quality:rows"),
        *("sharing:requests", "sharing:offers"),
    ),
    Role.DEVELOPER: (
        *("sharing:offers", "sharing:requests", "sharing:grants"),
        *("gateway:applications", "gateway:calls"),
    ),
    Role.DUTY_OFFICER: ("warning:list", "dispatch:list", "vitals:list", "cockpit:list"),
    Role.HANDLING_UNIT: ("phone:cases", "phone:report", "dispatch:list"),
    Role.GRID_WORKER: ("phone:report", "phone:cases", "dispatch:list"),
    Role.LEADER: ("cockpit:list", "vitals:list", "warning:list", "dispatch:list"),
    Role.AUDITOR: ("console:audit", "gateway:calls", "console:jobs", "console:people"),
    Role.OPERATOR: ("console:jobs", "console:people", "console:organisations", "look:gallery"),
}


@cache
def connect_rooms() -> None:
    """Register everything once per process."""
    autodiscover_modules("jobs")  # a room's jobs.py defines its background work when imported
    look.connect_jobs(look.Jobs(jobs.get_job, jobs.cancel_job, jobs.retry_job))
    for action in SOURCE_ACTIONS:
        sources.register_action(action)
    for item in NAVIGATION:
        look.register_nav(item)
    for role, url_names in QUICK.items():
        look.register_quick(role, url_names)
    catalog.register_measures("ingest", ingest.list_measures)
    for name, panel in PANELS:
        catalog.register_panel(name, panel)
    quality.register_follower("repair", repair.OrderFollower())
    for name, tasks in TASKS:
        look.register_tasks(name, tasks)
