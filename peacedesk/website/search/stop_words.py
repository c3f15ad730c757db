"""Words that say nothing alone: a query does without them when it has others."""

from peacedesk.website.search.folding import fold

WRITTEN = """
    a an the of in on at to for from by with and or as is are was were be its it this that these those into when
    where what which why how did does do
    и в во на по с со к ко о об от до за из для при не что как это или а но у её его их когда где какой какая
    какие сколько почему
    және мен бен пен үшін туралы бойынша жөніндегі жөнінде арасындағы бір осы сол да де қашан қайда қандай қанша
    неше неге
    في من على الى إلى عن مع و أو هذا هذه التي الذي بين أن إن بشأن كما عنه عنها متى أين كم كيف لماذا ماذا هل
"""
STOP_WORDS = frozenset(map(fold, WRITTEN.split()))
