"""What columns of persons and organisations are called, in the languages of those who send files."""

from collections.abc import Mapping
from typing import Final

from guanxi.customers.rules.duplicates.roles import Role


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.replace("\n", " ").split("|"))


HEADINGS: Final[Mapping[Role, tuple[str, ...]]] = {
    Role.GIVEN: _names(
        """given name | first name | forename | fname | firstname
        | 名 | 名字 | vorname | prénom | nombre | nome"""
    ),
    Role.SURNAME: _names(
        """surname | last name | family name | lname | lastname | 姓 | 姓氏 | nachname | familienname
        | nom de famille | apellido | apellidos | cognome"""
    ),
    Role.PERSON: _names("full name | person name | fullname | 姓名 | contact name | 联系人"),
    Role.ORGANISATION: _names(
        """company | company name | organisation | organization | firm | firma | business name | account name
        | entreprise | empresa | 公司名称 | 单位名称 | 企业名称 | 公司 | 客户名称 | 单位"""
    ),
    Role.CREDIT_CODE: _names("unified social credit code | credit code | uscc | 统一社会信用代码 | 信用代码"),
    Role.IDENTIFIER: _names(
        """social security number | soc_sec_id | ssn | national id | passport | tax number | vat id | vat
        | ein | tin | steuernummer | nif | 身份证号 | 身份证 | 税号 | 护照号"""
    ),
    Role.DATE: _names(
        """date of birth | birth date | birthday | dob | geburtsdatum | date de naissance
        | fecha de nacimiento | 出生日期 | 生日"""
    ),
    Role.PHONE: _names(
        """phone | telephone | mobile | phone number | tel | cell | telefon | téléphone | teléfono
        | 电话 | 手机 | 联系电话"""
    ),
    Role.EMAIL: _names(
        "email | e-mail | mail | email address | courriel | correo | 邮箱 | 电子邮件 | 电子邮箱"
    ),
    Role.POSTCODE: _names(
        "postcode | postal code | zip | zip code | zipcode | plz | code postal | cp | 邮编 | 邮政编码"
    ),
    Role.ADDRESS: _names(
        """address | street address | street | address_1 | addr | strasse | straße | adresse
        | dirección | 地址 | 通讯地址 | 注册地址"""
    ),
    Role.PLACE: _names("city | town | suburb | locality | ort | stadt | ville | ciudad | 城市"),
}
"""The first are preferred where two columns could be meant."""
