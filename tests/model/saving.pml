/*
 * Saving, collecting and closing of one record: two devices, one host, one office.
 * What is assumed and what is checked: docs/model.md. Run by model.test.ts, each variant exhaustively.
 *
 * -DLIAR        the host answers the office with anything it ever received, or with bytes that do not open
 * -DBREAK_…     one guard removed: each must be found
 */
#define MAX 4               /* envelopes that are ever sealed */
#define PASSES 3            /* answers that the office takes before it closes */

byte sealed = 0;            /* envelopes are 1 … sealed; 0 is "none" */
byte version[MAX + 1];
byte previous[MAX + 1];
byte answers[MAX + 1];      /* bits d and d + 2: the two answers that device d types */
bool isFinal[MAX + 1];
byte saves0[MAX + 1];       /* the version vector: saves by device 0 and by device 1 behind this state */
byte saves1[MAX + 1];

/* The host. */
bool received[MAX + 1];
byte head = 0;
bool isBranch[MAX + 1];
bool frozen = false;

/* The devices. */
byte onScreen[2];           /* answers on the screen */
byte basis[2];              /* the envelope whose state the device has */
byte waiting[2];            /* the envelope that is sent until it is answered */
byte shownSaved[2];         /* answers under "Enregistré" */
byte own[2];                /* saves that the device knows it made: its outbox remembers them */

/* The office. */
byte kept = 0;
bool keptBranch[MAX + 1];
bool everOpened[MAX + 1];
bool incident = false;      /* some fault of the host was named in the journal */
bool mustBeNamed = false;   /* the host did something that has to be named */
bool closed = false;
bool keyDestroyed = false;
byte finalKept = 0;

#define follows(a, b) (saves0[a] >= saves0[b] && saves1[a] >= saves1[b] && a != b && \
                       !(saves0[a] == saves0[b] && saves1[a] == saves1[b]))

/* The write rule, with the answer in the same step. What was accepted once is answered so for ever. */
inline take(d) {
  if
  :: received[waiting[d]] && !isBranch[waiting[d]] -> accepted = true
  :: received[waiting[d]] && isBranch[waiting[d]] -> accepted = false
  :: !received[waiting[d]] ->
     received[waiting[d]] = true;
     if
     :: !frozen && !isFinal[head] && version[waiting[d]] == version[head] + 1 && previous[waiting[d]] == head ->
#ifdef BREAK_ACKNOWLEDGE_EARLY
        /* Acknowledged, and lost in a crash before it was on the disk. */
        if :: head = waiting[d] :: received[waiting[d]] = false fi;
#else
        head = waiting[d];
#endif
        accepted = true
     :: else -> isBranch[waiting[d]] = true; accepted = false
     fi
  fi;
#ifdef LIAR
  /* A host that shows each device a history of its own. */
  if :: skip :: accepted = true fi
#endif
}

#define savesBy(d, e) ((d == 0) * saves0[e] + (d == 1) * saves1[e])

proctype device(byte d) {
  bool accepted;
  byte shown;
  do
  /* Somebody answers: the whole state is sealed, as the next version of what this device knows. */
  :: atomic { sealed < MAX && !closed && waiting[d] == 0 && !isFinal[basis[d]] && (onScreen[d] & (5 << d)) != (5 << d) ->
     /* One more answer of its own. */
     onScreen[d] = onScreen[d] | ((onScreen[d] & (1 << d)) == 0 -> 1 << d : 4 << d);
     sealed++;
     version[sealed] = version[basis[d]] + 1;
     previous[sealed] = basis[d];
     answers[sealed] = onScreen[d];
     saves0[sealed] = saves0[basis[d]] + (d == 0);
     saves1[sealed] = saves1[basis[d]] + (d == 1);
     own[d]++;
     if :: isFinal[sealed] = false :: isFinal[sealed] = true fi;
#ifdef BREAK_SHOW_EARLY
     shownSaved[d] = shownSaved[d] | onScreen[d];
#endif
     waiting[d] = sealed }

  /* Sent; the answer may be lost, and the same bytes go again. */
  :: atomic { waiting[d] != 0 -> take(d);
     if
     :: true                                    /* the answer was lost */
     :: accepted ->
        shownSaved[d] = shownSaved[d] | answers[waiting[d]];
        basis[d] = waiting[d]; waiting[d] = 0
     :: !accepted ->                            /* another device was there: its state is shown, ours is a branch */
        basis[d] = head; onScreen[d] = answers[head]; waiting[d] = 0; own[d] = savesBy(d, head)
     fi;
     accepted = false }

  /* Opened again: the head is read. */
#ifndef LIAR
  :: atomic { waiting[d] == 0 && !closed && head != basis[d] -> basis[d] = head; onScreen[d] = answers[head] }
#else
  /* Any state is shown; the device refuses one that lacks saves of its own. */
  :: atomic { waiting[d] == 0 && !closed -> select(shown : 1 .. MAX);
     if
     :: received[shown] && savesBy(d, shown) == own[d] -> basis[d] = shown; onScreen[d] = answers[shown]
     :: else -> skip
     fi; shown = 0 }
#endif

  :: closed -> break
  od
}

/* One envelope given as the record's head or branch is opened, compared and kept, in one transaction. */
inline ingest(e, asHead) {
  everOpened[e] = true;
  if
  :: e == kept || keptBranch[e] -> skip
  :: else ->
     if
     :: kept == 0 -> kept = e
#ifndef BREAK_AFTER_FINAL
     :: kept != 0 && isFinal[kept] -> keptBranch[e] = true; incident = incident || asHead
     :: kept != 0 && !isFinal[kept] && follows(e, kept) -> kept = e
#else
     :: kept != 0 && follows(e, kept) -> kept = e
#endif
#ifdef BREAK_NO_CHAIN
     :: kept != 0 && !isFinal[kept] && !follows(e, kept) && version[e] > version[kept] -> kept = e
#endif
     :: else ->
        /* Another history, or an older state of this one, given as the head: the host went back. */
        keptBranch[e] = true; incident = incident || asHead
     fi
  fi;
  if :: isFinal[kept] && finalKept == 0 -> finalKept = kept :: else -> skip fi
}

/* Bytes that do not open, under the header of the next version. */
inline ingestForged() {
  mustBeNamed = true;
  incident = true;
#ifdef BREAK_REPLACE_BEFORE_OPENING
  kept = 0;
#endif
}

proctype office() {
  byte pass = 0;
  byte e;
  do
  :: pass < PASSES -> pass++;
#ifdef LIAR
     if
     :: atomic { ingestForged() }
     :: atomic { select(e : 1 .. MAX);
        if
        :: received[e] ->
           if
           :: kept != 0 && e != kept && !keptBranch[e] && (isFinal[kept] || !follows(e, kept)) -> mustBeNamed = true
           :: else -> skip
           fi;
           ingest(e, true)
        :: else -> skip
        fi; e = 0 }
     :: skip                                    /* nothing is given */
     fi
#else
     atomic { if :: head != 0 -> ingest(head, true) :: else -> skip fi }
#endif
  :: pass == PASSES -> break
  od;
  /* Closing: freeze, collect to the end, then destroy. */
#ifndef BREAK_CLOSE_WITHOUT_FREEZE
  atomic { frozen = true };
#endif
#ifdef LIAR
  skip;
#else
  atomic {
    if :: head != 0 -> ingest(head, true) :: else -> skip fi;
    e = 1;
    do
    :: e <= MAX -> if :: received[e] && isBranch[e] -> ingest(e, false) :: else -> skip fi; e++
    :: else -> break
    od; e = 0
  };
#endif
  /* What a device said between the freeze and here was answered as late, not as saved. */
  d_step {
    keyDestroyed = true;
#ifndef LIAR
    byte have = answers[kept];
    e = 1;
    do
    :: e <= MAX -> if :: keptBranch[e] -> have = have | answers[e] :: else -> skip fi; e++
    :: else -> break
    od;
    /* Whatever a screen called saved is in what the office kept. */
    assert(((shownSaved[0] | shownSaved[1]) & ~have) == 0);
    /* An honest host is never accused. */
    assert(!incident);
#endif
    closed = true
  }
}

/* True at every moment, whatever the host says. */
proctype watch() {
  byte e;
  atomic {
    !(
      /* What opened once is kept: as the record, behind it, or as a branch. */
      (!everOpened[1] || kept == 1 || keptBranch[1] || (kept != 0 && follows(kept, 1))) &&
      (!everOpened[2] || kept == 2 || keptBranch[2] || (kept != 0 && follows(kept, 2))) &&
      (!everOpened[3] || kept == 3 || keptBranch[3] || (kept != 0 && follows(kept, 3))) &&
      (!everOpened[4] || kept == 4 || keptBranch[4] || (kept != 0 && follows(kept, 4))) &&
      /* A final that was kept stays. */
      (finalKept == 0 || kept == finalKept) &&
      /* Every lie is named. */
      (!mustBeNamed || incident)
    ) -> assert(false)
  }
}

init {
  atomic { run device(0); run device(1); run office(); run watch() }
}
