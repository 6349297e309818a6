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
    Role.PERSON: _names(
        """full name | person name | fullname | 姓名 | contact name | 联系人
        | 客户姓名 | 真实姓名 | 名前 | 氏名 | nom complet | nombre completo | vollständiger name"""
    ),
    Role.ORGANISATION: _names(
        """company | company name | organisation | organization | firm | firma | business name | account name
        | entreprise | empresa | 公司名称 | 单位名称 | 企业名称 | 公司 | 客户名称 | 单位
        | 公司全称 | 企业全称 | 单位全称 | 客户全称 | 供应商名称 | 会社名 | raison sociale | ragione sociale
        | unternehmen | firmenname | razón social"""
    ),
    Role.CREDIT_CODE: _names(
        """unified social credit code | credit code | uscc | 统一社会信用代码 | 信用代码 | 社会信用代码
        | 统一信用代码 | 统一代码"""
    ),
    Role.IDENTIFIER: _names(
        """social security number | soc_sec_id | ssn | national id | passport | tax number | vat id | vat
        | ein | tin | steuernummer | nif | 身份证号 | 身份证 | 税号 | 护照号
        | 身份证号码 | 证件号码 | 证件号 | 纳税人识别号 | 营业执照号"""
    ),
    Role.DATE: _names(
        """date of birth | birth date | birthday | dob | geburtsdatum | date de naissance
        | fecha de nacimiento | 出生日期 | 生日 | 出生年月 | 生年月日 | data di nascita"""
    ),
    Role.PHONE: _names(
        """phone | telephone | mobile | phone number | tel | cell | telefon | téléphone | teléfono
        | 电话 | 手机 | 联系电话 | 手机号 | 手机号码 | 电话号码 | 联系方式 | 座机 | 固定电话 | 電話番号
        | handy | telefonnummer | móvil | telefono"""
    ),
    Role.EMAIL: _names(
        """email | e-mail | mail | email address | courriel | correo | 邮箱 | 电子邮件 | 电子邮箱 | 邮件
        | 邮箱地址 | 电邮"""
    ),
    Role.POSTCODE: _names(
        "postcode | postal code | zip | zip code | zipcode | plz | code postal | cp | 邮编 | 邮政编码"
    ),
    Role.ADDRESS: _names(
        """address | street address | street | address_1 | addr | strasse | straße | adresse
        | dirección | 地址 | 通讯地址 | 注册地址 | 详细地址 | 联系地址 | 公司地址
        | 住址 | 家庭住址 | 住所 | anschrift | indirizzo"""
    ),
    Role.PLACE: _names(
        """city | town | suburb | locality | ort | stadt | ville | ciudad | 城市 | 所在城市 | 所在地 | 市
        | wohnort | città"""
    ),
}
"""The first are preferred where two columns could be meant."""
