"""Invented names, as often as names are: common ones often, rare ones made of syllables."""

import itertools
import random

from syncsvc.lexicon import given_name_bands, surname_bands

_FRONT = (
    "alten birken brunn buchen burg dachs distel dorn eber eich erlen esch falken feld fichten forst fuchs gais gold "
    "greifen hagen hasel heide hirsch hoch holder holz horn immen kalten kirch kron lang lauter linden loh mahl moos "
    "mühl neu nuss ober ost pfaffen pfeil quell raben reb reut rosen röhr sand schnee schön silber sonnen stein stern "
    "tannen tauben thal ulmen unter vogel wachen wald wasser weiden weiss wiesen wind winkel wolfs zirbel"
).split()
_BACK = (
    "acker auer bach bauer baum becher berg berger born brand brecht brink dörfer eck egger fels fink garten graf "
    "gruber häuser hausen heimer hofer hölzer huber kamp kämper lechner leitner lohner macher mann meier möller müller "
    "nagel öder rainer reiter richter rieder roth sachs schlager schmied schuster seher stätter steiner stetter "
    "töpfer wanger weber weger wieser wirth wald zeller"
).split()
_UMLAUTS = (("ue", "ü"), ("oe", "ö"), ("ae", "ä"))
_NATIVE = frozenset(
    "mueller schaefer schroeder krueger koehler koenig moeller boehm guenther kraemer jaeger kuehn huebner kuehne schuetz "
    "goetz gaertner guenter loeffler roemer schlueter gruen boettcher juergen joerg ruediger bjoern hueseyin oemer".split()
)


def _spelt(name: str) -> str:
    if name in _NATIVE:
        for plain, umlaut in _UMLAUTS:
            name = name.replace(plain, umlaut)
    return "-".join(part.capitalize() for part in name.split("-"))


class Names:
    """Draws names; ``rng`` decides."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._rare = [front.capitalize() + back for front, back in itertools.product(_FRONT, _BACK)]
        self._family = self._weighted(surname_bands.BANDS)
        self._given = {
            "m": self._weighted(given_name_bands.MALE),
            "f": self._weighted(given_name_bands.FEMALE),
        }

    @staticmethod
    def _weighted(bands: tuple[tuple[float, str], ...]) -> tuple[list[str], list[float]]:
        rows = [(_spelt(name), 2.0**-bits) for bits, names in bands for name in names.split()]
        return [name for name, _ in rows], list(itertools.accumulate(weight for _, weight in rows))

    def family(self) -> str:
        """A family name; two in five come from the tables, one in twelve is a double one."""
        name = self._single()
        return f"{name}-{self._single()}" if self._rng.random() < 0.08 else name

    def _single(self) -> str:
        if self._rng.random() < 0.4:
            names, weights = self._family
            return self._rng.choices(names, cum_weights=weights)[0]
        return self._rng.choice(self._rare)

    def town(self) -> str:
        """The name of a town."""
        return self._rng.choice(_FRONT).capitalize() + self._rng.choice(("hausen", "stadt", "heim", "ingen", "dorf"))

    def given(self, gender: str) -> str:
        """A given name; one in fifteen people goes by two."""
        names, weights = self._given[gender]
        name = self._rng.choices(names, cum_weights=weights)[0]
        if self._rng.random() < 0.07:
            return f"{name}-{self._rng.choices(names, cum_weights=weights)[0]}"
        return name
