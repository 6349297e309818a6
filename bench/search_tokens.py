"""Search tokens per second: name, phone, code and mail of one record -> tsvector literal."""

import random
import time

from guanxi.kit import pinyin, search

CITIES = ["北京", "上海", "深圳市", "广东省广州市", "浙江杭州", "重庆"]
CORES = list("华强电子科技信远达银行机械重工新能源贸易宏图长城联合创智材料")
PEOPLE = ["王", "李", "张", "曾", "单", "欧阳", "司马", "赵", "陈", "杨"]
SIZES = (10_000, 100_000)


def names(size, seed=7):
    chance = random.Random(seed)
    for number in range(size):
        if number % 3:
            yield chance.choice(PEOPLE) + "".join(chance.choices(CORES, k=2))
        else:
            yield chance.choice(CITIES) + "".join(chance.choices(CORES, k=4)) + "有限公司"


def rate(label, size, work):
    begun = time.perf_counter()
    work()
    seconds = time.perf_counter() - begun
    print(f"{label:34} {size:>9,} {seconds:8.3f} s {size / seconds:>12,.0f} /s")


def main():
    pinyin.syllable("中")
    search.tokens(["預熱 warm"])
    for size in SIZES:
        texts = list(names(size))
        rate(
            "pinyin.name_syllables", size, lambda texts=texts: [pinyin.name_syllables(text) for text in texts]
        )
        rate("tokens(name)", size, lambda texts=texts: [search.tokens([text]) for text in texts])
        rate(
            "tokens(all four) + literal",
            size,
            lambda texts=texts: [
                search.tsvector_literal(
                    search.tokens([text], [f"+8613{at:09}"], [f"KH-{at:07}"], [f"user{at}@example.com"])
                )
                for at, text in enumerate(texts)
            ],
        )
        rate("tsquery(typed)", size, lambda texts=texts: [search.tsquery(text[:3]) for text in texts])


if __name__ == "__main__":
    main()
