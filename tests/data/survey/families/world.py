"""Synthetic persons, companies, vehicles and places of a city that does not exist.

Every number has a right check digit and belongs to nobody: names are drawn from lists, births and
sequences from a seed.
"""

import datetime as dt
from dataclasses import dataclass
from random import Random

ANCHOR = dt.date(2026, 10, 31)
REGIONS = {
    "210302": "铁东区", "210303": "铁西区", "210304": "立山区", "210311": "千山区",
    "210321": "台安县", "210323": "岫岩满族自治县", "210381": "海城市",
}  # fmt: skip
_BORN_ELSEWHERE = ("210502", "320706", "370114", "410105", "510104", "230102", "440305", "120110")
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_COMPOUND = ("欧阳", "司马", "上官", "诸葛")
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国志红文梅云飞鑫浩宇轩子涵欣怡梓晨"
_STREETS = ("建国路", "人民路", "胜利南路", "二一九路", "园林大街", "千山中路", "通山街", "鞍海路")
_ESTATES = ("湖畔家园", "万科城", "阳光小区", "钢城花园", "和平新村", "学府雅苑", "东山包小区")
_TRADES = (
    ("商贸", "F51", "批发业"), ("建筑工程", "E47", "房屋建筑业"), ("餐饮管理", "H62", "餐饮业"),
    ("科技", "I65", "软件和信息技术服务业"), ("机械制造", "C34", "通用设备制造业"),
    ("物流", "G54", "道路运输业"), ("医药", "C27", "医药制造业"), ("物业管理", "K70", "房地产业"),
    ("食品", "C14", "食品制造业"), ("文化传媒", "R86", "新闻和出版业"),
)  # fmt: skip
_MARKS = "鼎盛恒远博达宏泰瑞丰天成金桥东岳北方华信新世纪同创众合立德"
_PROVINCE_OF_PLATE = ("辽C", "辽C", "辽C", "辽A", "辽B", "京A", "沪B", "鲁A", "苏G", "粤B")
_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VIN_VALUES = dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ0123456789",
        (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9, *range(10)),
        strict=True)
)  # fmt: skip
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def citizen_id(body: str) -> str:
    """GB 11643: the check character of 17 digits, ISO 7064 MOD 11-2."""
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(body))
    return body + "10X98765432"[total % 11]


def org_code(body: str) -> str:
    """GB 11714: the check character of eight characters."""
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(char, 36) * weight for char, weight in zip(body, weights, strict=True))
    return body + "0123456789X0"[11 - total % 11]


def uscc(body: str) -> str:
    """GB 32100: the check character of 17 characters, weights 3^i mod 31."""
    total = sum(_USCC.index(char) * pow(3, place, 31) for place, char in enumerate(body))
    return body + _USCC[(31 - total % 31) % 31]


def luhn(body: str) -> str:
    """The check digit of a card number."""
    digits = [int(digit) for digit in reversed(body)]
    total = sum(sum(divmod(2 * digit, 10)) for digit in digits[::2]) + sum(digits[1::2])
    return body + str(-total % 10)


def vin(body: str) -> str:
    """GB 16735: 17 characters, the ninth replaced by the check character."""
    total = sum(_VIN_VALUES[char] * weight for char, weight in zip(body, _VIN_WEIGHTS, strict=True))
    return body[:8] + "0123456789X"[total % 11] + body[9:]


@dataclass(frozen=True)
class Person:
    name: str
    citizen_id: str
    sex: int
    born: dt.date
    nation: str
    mobile: str
    landline: str
    card: str
    email: str
    address: str
    region: str


@dataclass(frozen=True)
class Company:
    name: str
    uscc: str
    founded: dt.date
    capital: float
    trade: tuple[str, str, str]
    address: str
    region: str
    phone: str
    regno: str


@dataclass(frozen=True)
class Vehicle:
    plate: str
    vin: str
    engine: str


class World:
    """A few hundred of each, the same for the same seed."""

    def __init__(self, seed: str) -> None:
        self.rng = Random(seed)  # noqa: S311 - people that anybody may guess
        self.persons = [self._person() for _ in range(300)]
        self.companies = [self._company(number) for number in range(300)]
        self.vehicles = [self._vehicle() for _ in range(200)]

    def address(self) -> tuple[str, str]:
        """Return a region code and a full address in it."""
        rng = self.rng
        code = rng.choice(list(REGIONS))
        place = rng.choice(_STREETS) + f"{rng.randint(1, 320)}号"
        if rng.random() < 0.6:
            place = rng.choice(_ESTATES) + f"{rng.randint(1, 40)}栋{rng.randint(1, 4)}单元"
            place += f"{rng.randint(1, 18)}0{rng.randint(1, 4)}室"
        front = "辽宁省鞍山市" if rng.random() < 0.5 else "鞍山市"
        return code, (front if rng.random() < 0.9 else "") + REGIONS[code] + place

    def person_name(self) -> str:
        rng = self.rng
        surname = rng.choice(_COMPOUND) if rng.random() < 0.02 else rng.choice(_SURNAMES)
        return surname + "".join(rng.choice(_GIVEN) for _ in range(rng.choice((1, 2, 2, 2))))

    def mobile(self) -> str:
        start = self.rng.choice(("139", "138", "136", "150", "152", "186", "187", "177", "199"))
        return f"{start}{self.rng.randrange(10**8):08d}"

    def landline(self) -> str:
        mark = self.rng.choice(("-", "-", ""))
        return f"0412{mark}{self.rng.randint(2, 8)}{self.rng.randrange(10**6):06d}"

    def _person(self) -> Person:
        rng = self.rng
        sex = rng.choice((1, 2))
        born = ANCHOR - dt.timedelta(days=rng.randint(6 * 365, 88 * 365))
        region, address = self.address()
        home = region if rng.random() < 0.7 else rng.choice(_BORN_ELSEWHERE)
        sequence = rng.randint(0, 98) * 10 + 2 * rng.randint(0, 4) + sex % 2
        number = citizen_id(f"{home}{born:%Y%m%d}{sequence:03d}")
        mobile = self.mobile()
        start = rng.choice(("622202", "621700", "622848", "621226", "623058"))
        card = luhn(f"{start}{rng.randrange(10**12):012d}")
        mail = f"{rng.choice(('wang', 'li', 'zhang', 'liu', 'chen'))}{rng.randint(10, 99999)}"
        mail += rng.choice(("@qq.com", "@163.com", "@126.com", "@sina.com"))
        nation = rng.choices(("01", "11", "03", "02", "10"), (90, 5, 2, 2, 1))[0]
        return Person(
            self.person_name(), number, sex, born, nation, mobile, self.landline(), card, mail,
            address, region,
        )  # fmt: skip

    def _company(self, number: int) -> Company:
        rng = self.rng
        trade = rng.choice(_TRADES)
        region, address = self.address()
        prefix = "92" if number % 9 == 0 else "91"
        inner = org_code("MA" + "".join(rng.choice(_USCC) for _ in range(6)))
        mark = rng.choice(_MARKS) + rng.choice(_MARKS)
        kind = rng.choice(("有限公司", "有限责任公司", "股份有限公司", "有限公司"))
        name = f"{rng.choice(('鞍山市', '鞍山', '辽宁', '海城市'))}{mark}{trade[0]}{kind}"
        if prefix == "92":
            name = f"{REGIONS[region]}{mark}{rng.choice(('超市', '饭店', '理发店', '五金商店'))}"
        founded = ANCHOR - dt.timedelta(days=rng.randint(60, 9000))
        capital = rng.choice((50, 100, 200, 500, 1000, 3000)) + rng.choice((0, 0, 8.5))
        return Company(
            name, uscc(f"{prefix}{region}{inner}"), founded, capital, trade, address, region,
            rng.choice((self.landline, self.mobile))(), f"{region}{rng.randrange(10**9):09d}",
        )  # fmt: skip

    def _vehicle(self) -> Vehicle:
        rng = self.rng
        letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
        front = "".join(rng.choice("0123456789" + letters) for _ in range(2))
        tail = f"{front}{rng.randrange(1000):03d}"
        if rng.random() < 0.15:
            tail = "D" + f"{rng.randrange(10**5):05d}"
        body = rng.choice(("LSVAA418", "LFV2A21K", "LGWEF4A5", "LVSHCAMB", "LC0CE4CB"))
        body += f"0{rng.choice('JKLMNP')}{rng.choice(letters)}{rng.randrange(10**6):06d}"
        for bad in "IOQ":
            body = body.replace(bad, "A")
        engine = rng.choice(letters) + f"{rng.randrange(10**7):07d}"
        return Vehicle(rng.choice(_PROVINCE_OF_PLATE) + tail, vin(body), engine)
