"""Given names, for telling them from family names."""

from syncsvc.lexicon.given_name_bands import FEMALE, MALE
from syncsvc.lexicon.wordlist import word_set

_MORE = word_set(
    """achmed adelheid adnan adriana agathe ahmad aida alaa aleksandra alena alessandro alexandru almut alwin amalia
    anas andre andreea anett anette angelina anh anneke annelie annelore anni ansgar aram arash arian arnd arno
    augustin aurelia aysegul bahar balthasar bastian beatrice beatrix birgitta birte bjarne bogdan boris brigitta
    britta carina carlo caroline carsten cathrin cecilia celine chiara claudio conny conrad cora cosima dalia damian
    danilo dariusz debora denise derya diego dilara dimitri dina dominika dora dunja ebru edda elham elisa ella
    ellen elsa else enrico eren erhard ester evelin fadi felicitas ferhat fiona firat florentine franco franka fred
    friedhelm gabi gabriela georgios gereon gesa gesine greta gulsen gunda hadi hakan halil hanan hanne hannes
    hans-peter haytham heide heidrun helena helge heribert hoda hossein hugo husein huseyin ilhan ilka iman imke
    ingeborg ingmar inna ioana irma iryna isabelle ivanka ivo iwona jacqueline janine jasmina jeanette jenny joana
    jolanta jordi jorge julie juliette justin kamal karina karola karolin katerina kateryna kathleen kirsten klemens
    kofi konstantinos kristian kyra lamia lara larysa lennart leona leonard leonhard leopold lidia lilly liudmyla
    louise luca lucie lyudmila maha majid malek marcus maren margarethe marian mariana marietta mariia marika marisa
    marit marita mariusz mariya marleen marta marwa marwan maryna matthaeus maurice maya maysa mehdi melissa melitta
    meltem mercedes mesut michail michel miguel mihai mila mina mirjam mirko mohamad mohamed mohammad mykola nada
    nadia nadiia nasrin nataliia natalya nazan nicola nikita nur nuria nursel odile oezlem olena olha omid ottilie
    ottmar ozan pablo parisa patrizia pavel pavlo pedro petro philippa quirin raed rahel ralph rami ramona ramzi
    rana raphaela rasmus rebekka roberta roberto rocco roger romina romy ronald ronja rosalie rosi rosita rosmarie
    roza ruben rudi saba sabah sabina sahar salah salim salman salome samer sami sandro sanela sara sascha selim
    selma semra serhii serkan severin shirin sibel siegmund siglinde sigrun silvana simona sinan sofie soheil songul
    sophia stanislaw stefania stephanie suleyman sultan susanna svea svitlana swen sybille sylvia tabea taras teresa
    tetiana tetyana therese theresia thilo tilmann timm tomas toni trudi tuncay uemit uli ursel urte valerie vasyl
    victor viktoriia vinzenz vitali vitalii vivien volodymyr walid walther waltraut wanda wassim wenzel wera willy
    wolf xenia yana yannick yaroslav yasin yasmin yevgen yildiz ylva yousef yulia yuliia yuri zeinab ziad zofia
    zuhal"""
)

GIVEN_NAMES: frozenset[str] = _MORE.union(*(names.split() for _, names in (*MALE, *FEMALE)))
"""Lower case, ä as ae, ß as ss."""
