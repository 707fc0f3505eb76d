# SPDX-License-Identifier: GPL-3.0-or-later
"""Section 9 of doc/closed-forms.md: what a handover waits for when each message
of its signalling is lost with probability p, whatever became of the others.

Distributions are dictionaries from the delay of the registration (seconds,
rounded to the nanosecond) to its probability."""
import collections
import math

TAIL = 1e-12


def timeouts(n, initial=1.0, longest=math.inf):
    """When the n-th copy leaves, after the first one."""
    return sum(min(2 ** i * initial, longest) for i in range(n))


def mean_wait(q, initial=1.0):
    """Rounds that succeed with q, timeouts that double for ever."""
    return initial * (1 - q) / (2 * q - 1) if q > 0.5 else math.inf


def messages(k):
    """Of a round: PBU and PBA, and a pair for each previous MAAR."""
    return 2 + 2 * k


class Course:
    """A handover: p per message, k previous MAARs, delays a (serving MAAR to
    CMD) and b (CMD to previous MAARs), timeouts of the serving MAAR and, where
    it retransmits, of the CMD."""

    def __init__(self, p, k, a=0.006, b=0.006, initial=1.0, longest=32.0,
                 central=None):
        self.p, self.k, self.a, self.b = p, k, a, b
        self.initial, self.longest = initial, longest
        self.central = central or initial
        self.base = 2 * a + (2 * b if k else 0)

    def copy(self, n):
        return timeouts(n, self.initial, self.longest)

    def leg(self, n):
        return timeouts(n, self.central, self.longest)

    def tries(self, q, base):
        """A copy of the PBU succeeds with q, and takes base."""
        result, n = {}, 0
        while (1 - q) ** n > TAIL:
            result[round(base + self.copy(n), 9)] = q * (1 - q) ** n
            n += 1
        return result

    def rounds(self):
        """Relayed once: nobody but the serving MAAR retransmits."""
        return self.tries((1 - self.p) ** messages(self.k), self.base)

    def proxied(self):
        """The CMD answers at once, whatever becomes of the legs."""
        return self.tries((1 - self.p) ** 2, 2 * self.a)

    def located(self, c):
        """Relayed once: the first direct PBA counts, which crosses c and is
        not lost."""
        return self.tries((1 - self.p) * (1 - self.p ** self.k),
                          self.a + self.b + c)

    def legs(self, m):
        """P (all legs are done at the CMD's m-th retransmission, not before)."""
        def done(n):
            return (1 - (1 - (1 - self.p) ** 2) ** (n + 1)) ** self.k
        return done(m) - (done(m - 1) if m > 0 else 0)

    def repeated(self):
        """The CMD retransmits each leg; it waits for all."""
        result = collections.Counter()
        m, left = 0, 1.0
        while left > TAIL:
            weight = self.legs(m)
            left -= weight
            self.add_first_received(result, m, weight)
            m += 1
        return dict(result)

    def add_first_received(self, result, m, weight):
        i, missing = 0, 1.0
        while missing * weight > TAIL:
            at = self.copy(i) + self.a + self.leg(m) + 2 * self.b
            self.add_answer(result, i, at, missing * (1 - self.p) * weight)
            missing *= self.p
            i += 1

    def add_answer(self, result, i, at, weight):
        """The CMD has all at that time, and answers the copy it received last;
        the serving MAAR takes only an answer to the one it sent last."""
        n = i
        while self.copy(n + 1) + self.a <= at:
            n += 1
        fresh = self.copy(n + 1) > at + self.a
        taken = (1 - self.p) * (1 if n == i else 1 - self.p) * fresh
        result[round(at + self.a, 9)] += weight * taken
        weight *= 1 - taken
        while weight > TAIL:  # the CMD answers each further copy at once
            n += 1
            result[round(self.copy(n) + 2 * self.a, 9)] += \
                weight * (1 - self.p) ** 2
            weight *= 1 - (1 - self.p) ** 2


def mean(distribution):
    return sum(x * weight for x, weight in distribution.items())


def deviation(distribution):
    middle = mean(distribution)
    return math.sqrt(sum(weight * (x - middle) ** 2
                         for x, weight in distribution.items()))
