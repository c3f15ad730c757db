"""How far a long command has come: a bar on a terminal, a line for each finished stage elsewhere."""

WIDTH = 40


class Progress:
    """Call it with a stage (a word), how many of its objects are done, and how many there are.

    Takes the stream of a command. Fewer than `least` objects are done too soon to be worth a word.
    """

    def __init__(self, stream, least=1):
        self.stream, self.least, self.shown = stream, least, -1

    def __call__(self, stage, done, total):
        if total < self.least:
            return
        filled = WIDTH * done // total
        if self.stream.isatty():
            if filled != self.shown or done == total:
                self._write(f"\r[{'#' * filled}{' ' * (WIDTH - filled)}] {stage}: {done} of {total}")
            self.shown = filled
        if done == total:
            self._write("\n" if self.stream.isatty() else f"{stage}: {total}\n")

    def _write(self, text):
        self.stream.write(text, ending="")
        self.stream.flush()
