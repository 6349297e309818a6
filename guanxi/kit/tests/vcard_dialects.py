"""vCards as Apple, Google, Outlook, Android, old phones and the standards write them."""

from guanxi.kit.vcard import Card, lines_in, read_cards

APPLE = """BEGIN:VCARD
VERSION:3.0
PRODID:-//Apple Inc.//macOS 14.4//EN
N:张;伟;;;
FN:张伟
X-PHONETIC-FIRST-NAME:wei
X-PHONETIC-LAST-NAME:zhang
ORG:海川机械有限公司;采购部;二科
TITLE:采购经理
EMAIL;type=INTERNET;type=WORK;type=pref:zhangwei@haichuan.cn
EMAIL;type=INTERNET;type=HOME:zw@qq.com
item1.TEL;type=pref:+86 138 0013 8000
item1.X-ABLabel:_$!<iPhone>!$_
TEL;type=WORK;type=FAX:021-5555
item2.ADR;type=WORK;type=pref:;;港城路1号\\n二楼;苏州;江苏;215000;中国
item2.X-ABADR:cn
item3.X-ABRELATEDNAMES:李娜
item3.X-ABLabel:_$!<Spouse>!$_
BDAY;X-APPLE-OMIT-YEAR=1604:1604-02-03
NOTE:好酒\\; 不吃辣\\, 爱钓鱼
PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJCQ
 gKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgyPC4zNDL/
X-SOCIALPROFILE;type=weibo:http://weibo.com/n/zw
UID:1A2B-3C
END:VCARD
"""
GOOGLE = """BEGIN:VCARD
VERSION:3.0
FN:Dr. Ana María López
N:López;Ana;María;Dr.;
EMAIL;TYPE=INTERNET;TYPE=WORK:ana@example.com
item1.TEL:+34 600 000 000
item1.X-ABLabel:Reception
TEL;TYPE=CELL:+34 611 111 111
ORG:Acme\\; Sons\\, S.A.
TITLE:CFO
item2.URL:https\\://example.com
item2.X-ABLabel:PROFILE
CATEGORIES:myContacts,VIP
BDAY:1980-02-29
END:VCARD
"""
OUTLOOK = """BEGIN:VCARD
VERSION:2.1
X-MS-OL-DEFAULT-POSTAL-ADDRESS:2
N;LANGUAGE=zh-cn;CHARSET=utf-8;ENCODING=QUOTED-PRINTABLE:=E7=8E=8B;=E8=8A=B3
FN;CHARSET=utf-8;ENCODING=QUOTED-PRINTABLE:=E7=8E=8B=E8=8A=B3
ORG;CHARSET=GB2312;ENCODING=QUOTED-PRINTABLE:=BA=E3=B4=EF
TEL;WORK;VOICE:(0512) 6666-1234
TEL;CELL;VOICE:13800138001
ADR;WORK;PREF;ENCODING=QUOTED-PRINTABLE;CHARSET=utf-8:;;Jinji Lake Rd. 2=0D=0A=
Floor 3, East;Suzhou;Jiangsu;215021;China
NOTE:one, two
X-MS-OL-DESIGN;CHARSET=utf-8:<card xmlns="http://schemas.microsoft.com/office/outlook/12"/>
PHOTO;TYPE=JPEG;ENCODING=BASE64:
 /9j/4AAQ
 SkZJRgAB

REV:20260303T010101Z
END:VCARD
"""
FOUR = """BEGIN:VCARD
VERSION:4.0
KIND:individual
FN;ALTID=1;LANGUAGE=zh:欧阳 娜娜
FN;ALTID=1;LANGUAGE=en:Nana Ouyang
N:欧阳;娜娜;;;
TEL;VALUE=uri;PREF=2;TYPE="voice,home":tel:+1-555-555-5555;ext=5555
TEL;VALUE=uri;PREF=1;TYPE="voice,cell":tel:+86-138
EMAIL;PREF=1:nana@example.com
BDAY:--0203
GENDER:F;she
ANNIVERSARY:20090808T1430-0500
LANG;PREF=1:zh
GEO:geo:31.2,121.4
MEMBER:urn:uuid:03a0e51f
X-CUSTOM;X-P="a;b:c,d":value\\,with\\;all
END:VCARD
"""
COMPANY = """BEGIN:VCARD
VERSION:3.0
N:;;;;
FN:海川机械有限公司
ORG:海川机械有限公司;
X-ABShowAs:COMPANY
TEL;type=MAIN:021-5555
END:VCARD
"""
ICLOUD = """BEGIN:VCARD
VERSION:3.0
PRODID:-//Apple Inc.//iPhone OS 17.5//EN
N:陈;静;;Dr.;PhD
FN:Dr. 陈静 PhD
NICKNAME:小静
MAIDENNAME:Wu
X-PHONETIC-ORG:haichuan
item1.ORG:海川机械有限公司;
item1.X-ABLabel:
item2.EMAIL;type=INTERNET:chen@icloud.com
item2.X-ABLabel:Privé\\, naïf
item3.ADR;type=HOME:;;中山路1号;上海;;200000;中国
item3.X-ABADR:cn
item4.ADR;type=WORK;type=pref:;;港城路2号;苏州;江苏;215000;中国
item4.X-ABADR:cn
item5.X-ABDATE;type=pref:2012-05-20
item5.X-ABLabel:_$!<Anniversary>!$_
ANNIVERSARY:2012-05-20
BDAY;value=date:1984-11-30
X-ALTBDAY;CALSCALE=chinese:19840010-08
IMPP;X-SERVICE-TYPE=QQ;type=pref:x-apple:12345678
X-SOCIALPROFILE;type=twitter;x-user=chen;x-displayname=Chen, Jing:https://twitter.com/chen
X-IMAGETYPE:PHOTO
X-ADDRESSING-GRAMMAR:AAAA//8=
NOTE:one\u2028two\\nthree\x0bfour\x85five
PHOTO;X-ABCROP-RECTANGLE=ABClipRect_1&0&0&180&180&Q1/zgA==;ENCODING=b;TYPE=JPEG:
 /9j/4AAQSkZJRgABAQAAAQABAAD
 /2wBDAAgGBgcGBQgHBwcJCQ==
X-ABUID:1A2B-3C:ABPerson
END:VCARD
"""
ANDROID = """BEGIN:VCARD
VERSION:3.0
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E8=B5=B5;=E6=95=8F;;;
FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E8=B5=B5=E6=95=8F
TEL;CELL;PREF:+8613700137000
X-ANDROID-CUSTOM:vnd.android.cursor.item/nickname;Min;1;;;;;;;;;;;;;
X_WEIXIN:zhaomin
BDAY:1990-07-01T00:00:00Z
NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:a=3Db=0D=0A=
=E7=AC=AC=E4=BA=8C=E8=A1=8C
this line was broken off by the writer
END:VCARD
"""
NOKIA = """BEGIN:VCARD
VERSION:2.1
N:Lee;Min
TEL;PREF;CELL:13600136000
NOTE;ENCODING=QUOTED-PRINTABLE:C:\\temp=0Da, b
PHOTO;TYPE=JPEG;ENCODING=BASE64:/9j/4AAQ
SkZJRgABAQAAAQABAAD
/2wBDAAg==

AGENT:
BEGIN:VCARD
VERSION:2.1
FN:Agent; Smith
END:VCARD
LABEL;HOME;ENCODING=QUOTED-PRINTABLE:Road 1=0D=0ATown
KEY;X509;BASE64:MIIB
X-WAB-GENDER:2
END:VCARD
"""
FOUR_MORE = """BEGIN:VCARD
VERSION:4.0
FN:周敏
N;SORT-AS="Zhou,Min":周;敏;;;
PHOTO;PREF=1:data:image/png;base64,iVBORw0KGgoAAAANSUhEUg==
PHOTO:https://example.cn/p.png?a=1;b=2,c
TEL;VALUE=uri;PREF=2;TYPE="home":tel:+86-512-1
TEL;TYPE=cell;PREF=1:+86 139
ADR;GEO="geo:31.2,120.6";LABEL="苏州市 \\n 港城路":;;港城路3号;苏州;江苏;;中国
ADR;TYPE=home:;;;上海;;;
BDAY;CALSCALE=chinese:19840210
ANNIVERSARY;VALUE=text:around 2009
RELATED;TYPE=spouse;VALUE=text:李强
CLIENTPIDMAP:1;urn:uuid:3df403f4-5924-4bb7-b077-3c711d9eb34b
X-EMPTY;TYPE=:
X-LIST;P=,a,"b,c":x
XML:<x xmlns="urn:x">\\,</x>
END:VCARD
"""
ALL = {
    "apple": APPLE, "google": GOOGLE, "outlook": OUTLOOK, "four": FOUR, "company": COMPANY,
    "icloud": ICLOUD, "android": ANDROID, "nokia": NOKIA, "four_more": FOUR_MORE,
}  # fmt: skip


def read(text: str) -> Card:
    [(_line, card)] = read_cards(lines_in(text))
    return card
