/** Documents: what the authority seals to holders. Who may see each is its holder, and nobody in between. */
import * as v from 'valibot';
import {
  binary,
  contentHash,
  count,
  identifier,
  instant,
  localised,
  mapOf,
  orderNumber,
  parseMessage,
  responseValue,
  text,
  tools,
} from './parts.ts';

/** To a pupil. */
export const ticketSchema = v.strictObject({
  v: v.literal(1),
  kind: v.literal('ticket'),
  level: identifier,
  /** Who it is for, without a name: "6e B · n° 4182073". */
  label: text(100),
  orderNumber,
  sequences: v.array(
    v.strictObject({
      id: identifier,
      /** Name of the record to write: `francais`, or `francais~2` after a reopening. */
      record: identifier,
      /** Item identifiers in this pupil's order. */
      booklet: v.array(identifier),
      /** Milliseconds this pupil has, accommodation included; null when there is no limit. */
      limitMs: v.nullable(count),
      /** State to go on from (a lost code, a reopening): a `PupilBody`, parsed again when used. */
      resume: v.nullable(v.unknown()),
      /** An adaptive sequence: `booklet` is the first stage's; missing: the sequence has one stage. */
      stages: v.exactOptional(
        v.strictObject({
          /** Stages of every way through the modules; the k-th from the second on is saved as `francais/k`, and
           * the last of them, after a reopening, as `francais/k~2`. */
          count: v.pipe(count, v.minValue(2), v.maxValue(10)),
          /** Module of the first stage. */
          first: identifier,
          /** Module → the one to go on with when its routing table cannot be had. */
          fallback: mapOf(identifier, 60),
          /** Items of the longest way: what a pupil is told beforehand. */
          items: count,
          /** Bodies of the stages after the first to go on from, by record name: parsed again when used. */
          resume: mapOf(v.unknown(), 10),
        }),
      ),
    }),
  ),
  accommodations: v.strictObject({
    font: v.nullable(v.picklist(['opendyslexic'])),
    zoom: v.nullable(v.pipe(v.number(), v.minValue(1), v.maxValue(3))),
    contrast: v.nullable(v.picklist(['high'])),
    /** Tools that this pupil may use in every sequence; missing: none. */
    tools: v.exactOptional(tools),
  }),
  /** Seed of shuffles. */
  seed: count,
  manifest: contentHash,
  /** The half of the content keys that the platform never has; missing when no content is sealed. */
  share: v.exactOptional(binary(32)),
  /** Keys of sealed routing tables, by the name of the record after whose end they are released. */
  routingKeys: mapOf(binary(32)),
});
export type Ticket = v.InferOutput<typeof ticketSchema>;
export const parseTicket = (value: unknown): Ticket => parseMessage(ticketSchema, value);

/** To a member of a school's staff. */
export const keyringSchema = v.strictObject({
  v: v.literal(1),
  kind: v.literal('keyring'),
  role: v.picklist(['teacher', 'head']),
  /** What this person is called on screens: "Enseignant ou enseignante de CP A", "Direction". No name. */
  label: text(200),
  /** Which of the teachers of the class, or of the heads, from 1; missing: a keyring of before codes said when they were used. */
  rank: v.exactOptional(v.pipe(count, v.minValue(1), v.maxValue(99))),
  school: v.strictObject({ uai: text(8), name: text(200) }),
  manifest: contentHash,
  classes: v.array(
    v.strictObject({
      root: binary(32),
      /** The class as the school calls it; two levels of one class share it. */
      label: text(100),
      level: identifier,
    }),
  ),
  /** Root of the school holder, for a head. */
  schoolRoot: v.nullable(binary(32)),
  /**
   * The authority's Ed25519 key: documents opened with these roots are refused unless they bear its signature. Missing:
   * the campaign began before protocol 2, and none is signed.
   */
  authority: v.exactOptional(binary(32)),
});
export type Keyring = v.InferOutput<typeof keyringSchema>;
export const parseKeyring = (value: unknown): Keyring => parseMessage(keyringSchema, value);

export const areaKindSchema = v.picklist(['region', 'academie', 'departement', 'circonscription', 'other']);
export type AreaKind = v.InferOutput<typeof areaKindSchema>;

/** To somebody who looks after an area: an inspector, a rectorate. Under the same name as the keyring of a school's staff. */
export const areaKeyringSchema = v.strictObject({
  v: v.literal(1),
  kind: v.literal('area-keyring'),
  area: v.strictObject({ code: identifier, kind: areaKindSchema, label: text(200) }),
  /** Root of the area's holder. */
  root: binary(32),
  manifest: contentHash,
  /** As the keyring's. */
  authority: v.exactOptional(binary(32)),
});
export type AreaKeyring = v.InferOutput<typeof areaKeyringSchema>;
export const parseAreaKeyring = (value: unknown): AreaKeyring => parseMessage(areaKeyringSchema, value);

/** What a code of staff opens: either of the two. */
export const anyKeyringSchema = v.variant('kind', [keyringSchema, areaKeyringSchema]);
export const parseAnyKeyring = (value: unknown): Keyring | AreaKeyring =>
  parseMessage(anyKeyringSchema, value);

/** To a class. */
export const rosterSchema = v.strictObject({
  v: v.literal(1),
  kind: v.literal('roster'),
  label: text(100),
  level: identifier,
  school: v.strictObject({ uai: text(8), name: text(200) }),
  manifest: contentHash,
  pupils: v.array(
    v.strictObject({
      orderNumber,
      firstName: text(100),
      lastName: text(100),
      accommodations: v.array(identifier),
      /** Left the class since: shown apart, never expected. */
      left: v.boolean(),
    }),
  ),
  /** Sequences of the class's level, with the window of its area. */
  sequences: v.array(v.strictObject({ id: identifier, opens: instant, closes: instant })),
});
export type Roster = v.InferOutput<typeof rosterSchema>;
export const parseRoster = (value: unknown): Roster => parseMessage(rosterSchema, value);

/** State of one pupil in one sequence, as the authority has it. */
export const sittingStateSchema = v.picklist(['notBegun', 'begun', 'complete', 'absent']);
export type SittingState = v.InferOutput<typeof sittingStateSchema>;

/** To a class, on a fixed tick. */
export const classParticipationSchema = v.strictObject({
  v: v.literal(1),
  kind: v.literal('class-participation'),
  at: instant,
  pupils: v.array(
    v.strictObject({
      orderNumber,
      sequences: mapOf(
        v.strictObject({
          state: sittingStateSchema,
          /** Items answered, of those expected. */
          answered: count,
          expected: count,
          /** Six symbols, once a final record has been received. */
          receipt: v.nullable(text(6)),
          /** When the newest save was received, to the minute; missing: none was. */
          savedAt: v.exactOptional(instant),
          /** Why the pupil does not sit, of the campaign's list; missing: nobody said so. */
          why: v.exactOptional(identifier),
        }),
      ),
    }),
  ),
});
export type ClassParticipation = v.InferOutput<typeof classParticipationSchema>;
export const parseClassParticipation = (value: unknown): ClassParticipation =>
  parseMessage(classParticipationSchema, value);

const sittingCounts = v.strictObject({
  expected: count,
  notBegun: count,
  begun: count,
  complete: count,
  absent: count,
  /** Of the absent, those who were declared as not sitting, by reason; missing: none were. */
  why: v.exactOptional(mapOf(count, 20)),
});
export type SittingCounts = v.InferOutput<typeof sittingCounts>;

/** To a school, on the same tick. */
export const schoolParticipationSchema = v.strictObject({
  v: v.literal(1),
  kind: v.literal('school-participation'),
  at: instant,
  classes: v.array(v.strictObject({ label: text(100), level: identifier, sequences: mapOf(sittingCounts) })),
});
export type SchoolParticipation = v.InferOutput<typeof schoolParticipationSchema>;
export const parseSchoolParticipation = (value: unknown): SchoolParticipation =>
  parseMessage(schoolParticipationSchema, value);

/**
 * One school at one level in one sequence, as its areas see it: as finely as its groups allow. Null: hidden, because it is
 * of 1 to `fewest` − 1 pupils, or would give such a group away.
 */
const areaProgress = v.strictObject({
  /** Nobody has begun; nobody is left; anything else. */
  state: v.picklist(['notBegun', 'underWay', 'done']),
  /** Have finished, or do not sit. */
  done: v.nullable(count),
  /** Have begun and not finished, or not begun. */
  left: v.nullable(count),
  /** Where both are hidden: which of them is small. */
  few: v.nullable(v.picklist(['done', 'left', 'both'])),
  complete: v.nullable(count),
  absent: v.nullable(count),
  begun: v.nullable(count),
  notBegun: v.nullable(count),
});
export type AreaProgress = v.InferOutput<typeof areaProgress>;

const areaSchool = v.strictObject({
  uai: text(8),
  name: text(200),
  town: text(200),
  levels: v.array(
    v.strictObject({
      level: identifier,
      /** Null: fewer than `fewest` pupils, of whom nothing else is said. */
      expected: v.nullable(count),
      sequences: mapOf(areaProgress),
    }),
  ),
});
export type AreaSchool = v.InferOutput<typeof areaSchool>;

/** To an area, on the same tick: its schools by UAI, in as many parts as it takes. A school is described alike to every area. */
export const areaParticipationSchema = v.strictObject({
  v: v.literal(1),
  kind: v.literal('area-participation'),
  at: instant,
  /** From 1; the document is named `participation/part`. */
  part: count,
  of: count,
  /** Smaller groups of pupils are hidden. */
  fewest: count,
  schools: v.pipe(v.array(areaSchool), v.maxLength(500)),
});
export type AreaParticipation = v.InferOutput<typeof areaParticipationSchema>;
export const parseAreaParticipation = (value: unknown): AreaParticipation =>
  parseMessage(areaParticipationSchema, value);

/** à besoins, fragile, satisfaisant. */
export const groupSchema = v.picklist(['needs', 'fragile', 'satisfactory']);
export type Group = v.InferOutput<typeof groupSchema>;

const thresholds = v.strictTuple([v.number(), v.number()]);
const domainScale = v.strictObject({
  id: identifier,
  maxScore: v.number(),
  thresholds,
  /** Where pupils sat different items: maximum and thresholds by form (a module, a booklet). */
  forms: v.exactOptional(mapOf(v.strictObject({ maxScore: v.number(), thresholds }), 100)),
});

/** Pupils of each group in one domain, of the whole that a school may compare itself with. Released: nothing that is secret. */
const comparison = v.strictObject({
  domain: identifier,
  with: v.picklist(['nation', 'region', 'departement', 'kind']),
  label: localised,
  counts: v.strictObject({ needs: count, fragile: count, satisfactory: count }),
});
export type Comparison = v.InferOutput<typeof comparison>;

const groupRow = v.strictTuple([count, count, count]);

/** Of those who sit this campaign in one domain, in a class or the school. */
const progressFigures = v.strictObject({
  /**
   * Pupils with a result at both points: a row for each group at the earlier one, in it a count for each group now, both in
   * the order needs, fragile, satisfactory. Null: fewer than `fewest`.
   */
  moves: v.nullable(v.strictTuple([groupRow, groupRow, groupRow])),
  /** Pupils with a result now and none at the earlier point: arrived since, or absent then. */
  onlyNow: count,
  /** Pupils with a result at the earlier point and none now, or not yet. */
  onlyEarlier: count,
});
export type ProgressFigures = v.InferOutput<typeof progressFigures>;

/** By domain of this campaign. */
const progressByDomain = mapOf(progressFigures);

/** An earlier campaign of the same pupils, and its domains beside this campaign's. */
const progressSource = {
  title: localised,
  /**
   * Why there are no figures: its closing destroyed the names and results (`closed`), or the office has its key elsewhere
   * (`locked`). Missing: there are.
   */
  without: v.exactOptional(v.picklist(['closed', 'locked'])),
  /** When it was closed. */
  closedAt: v.exactOptional(instant),
  fewest: count,
  /** `earlier`: the title of the earlier campaign's domain. */
  domains: v.array(v.strictObject({ domain: identifier, earlier: localised })),
};
const classProgress = v.strictObject({ ...progressSource, figures: progressByDomain });
export type ClassProgress = v.InferOutput<typeof classProgress>;
const schoolProgress = v.strictObject({
  ...progressSource,
  /** Of all classes together. */
  figures: progressByDomain,
  classes: v.array(v.strictObject({ label: text(100), level: identifier, figures: progressByDomain })),
});
export type SchoolProgress = v.InferOutput<typeof schoolProgress>;

/** To a class: named results for its teachers and the head. */
export const classReportSchema = v.strictObject({
  v: v.literal(1),
  kind: v.literal('class-report'),
  at: instant,
  level: identifier,
  /** Corrected items, thresholds that changed and when the report was issued again, and the like; newest last. */
  notices: v.array(localised),
  domains: v.array(domainScale),
  /** As the school report's, of this level. */
  comparisons: v.exactOptional(v.array(comparison)),
  /** Missing: the campaign names no earlier one with a domain of this level. */
  progress: v.exactOptional(classProgress),
  pupils: v.array(
    v.strictObject({
      orderNumber,
      sequences: mapOf(v.strictObject({ state: sittingStateSchema, receipt: v.nullable(text(6)) })),
      /** Null: no result (unfinished, absent); the screen says which. */
      domains: mapOf(
        v.nullable(
          v.strictObject({
            score: v.number(),
            group: groupSchema,
            /** Which of the domain's forms this pupil sat; missing: the domain has one. */
            form: v.exactOptional(identifier),
          }),
        ),
      ),
      /** Items of test-specific domains only. */
      items: mapOf(
        v.strictObject({
          response: responseValue,
          score: v.number(),
          maxScore: v.number(),
          state: v.picklist(['answered', 'noAnswer', 'absent', 'notTaught']),
        }),
      ),
    }),
  ),
});
export type ClassReport = v.InferOutput<typeof classReportSchema>;
export const parseClassReport = (value: unknown): ClassReport => parseMessage(classReportSchema, value);

/** To a school: groups by class and domain. */
export const schoolReportSchema = v.strictObject({
  v: v.literal(1),
  kind: v.literal('school-report'),
  at: instant,
  /** As the class report's. */
  notices: v.optional(v.array(localised), []),
  /** By domain, from the country to what is near; missing until the service releases figures. */
  comparisons: v.exactOptional(v.array(comparison)),
  /** As the class report's. */
  progress: v.exactOptional(schoolProgress),
  classes: v.array(
    v.strictObject({
      label: text(100),
      level: identifier,
      domains: mapOf(v.strictObject({ needs: count, fragile: count, satisfactory: count, noResult: count })),
    }),
  ),
});
export type SchoolReport = v.InferOutput<typeof schoolReportSchema>;
export const parseSchoolReport = (value: unknown): SchoolReport => parseMessage(schoolReportSchema, value);

/** Released figures of one place in one domain. Null: hidden by statistical secrecy. */
const areaFigures = v.strictObject({
  needs: v.nullable(count),
  fragile: v.nullable(count),
  satisfactory: v.nullable(count),
  /** Pupils with a result. */
  pupils: v.nullable(count),
  /** Mean score in points; null also where pupils sat different items. */
  mean: v.nullable(v.number()),
});
export type AreaFigures = v.InferOutput<typeof areaFigures>;

/** To an area, once figures are released: nothing that is secret. */
export const areaReportSchema = v.strictObject({
  v: v.literal(1),
  kind: v.literal('area-report'),
  at: instant,
  domains: v.array(
    v.strictObject({
      domain: identifier,
      /** When these figures were released. */
      released: instant,
      /** Null: the domain has no single maximum. */
      maxScore: v.nullable(v.number()),
      own: areaFigures,
      /** The country first, then what the area lies in. */
      beside: v.array(v.strictObject({ label: localised, figures: areaFigures })),
      /** The area by sector and priority education; empty where that is not released. */
      kinds: v.array(v.strictObject({ label: localised, figures: areaFigures })),
      /** Départements of an académie or a region, where it has several. */
      parts: v.exactOptional(v.array(v.strictObject({ departement: text(3), figures: areaFigures }))),
    }),
  ),
});
export type AreaReport = v.InferOutput<typeof areaReportSchema>;
export const parseAreaReport = (value: unknown): AreaReport => parseMessage(areaReportSchema, value);

/** To a school only: what a head prints and hands out. One document a class. */
export const slipsSchema = v.strictObject({
  v: v.literal(1),
  kind: v.literal('slips'),
  label: text(100),
  levels: v.array(identifier),
  address: text(300),
  teachers: v.array(
    v.strictObject({
      label: text(200),
      code: text(30),
      /** As the keyring's. */
      rank: v.exactOptional(v.pipe(count, v.minValue(1), v.maxValue(99))),
    }),
  ),
  pupils: v.array(
    v.strictObject({
      orderNumber,
      firstName: text(100),
      lastName: text(100),
      level: identifier,
      /** Null at entry levels: pupils have no code there. */
      code: v.nullable(text(20)),
    }),
  ),
});
export type Slips = v.InferOutput<typeof slipsSchema>;
export const parseSlips = (value: unknown): Slips => parseMessage(slipsSchema, value);

/** To a class whose root was replaced: entry bodies to go on from, by record name of the new root. */
export const entryBaseSchema = v.strictObject({
  v: v.literal(1),
  kind: v.literal('entry-base'),
  records: mapOf(v.unknown()),
});
export type EntryBase = v.InferOutput<typeof entryBaseSchema>;
export const parseEntryBase = (value: unknown): EntryBase => parseMessage(entryBaseSchema, value);

/** What became of something that was asked from a desk. */
export const requestStateSchema = v.picklist(['asked', 'granted', 'refused', 'withdrawn', 'told']);
export type RequestState = v.InferOutput<typeof requestStateSchema>;

/** To a school or a class: what the office has of its `desk` record, and what it answers. */
export const deskAnswersSchema = v.strictObject({
  v: v.literal(1),
  kind: v.literal('desk-answers'),
  at: instant,
  /** Pupils who are declared as not sitting. */
  notSitting: v.array(v.strictObject({ orderNumber, sequence: identifier, reason: identifier })),
  requests: v.array(
    v.strictObject({
      /** As in the record. */
      id: identifier,
      state: requestStateSchema,
      receivedAt: instant,
      answeredAt: v.nullable(instant),
      /** The office's own words; empty: none. */
      answer: text(500),
    }),
  ),
});
export type DeskAnswers = v.InferOutput<typeof deskAnswersSchema>;
export const parseDeskAnswers = (value: unknown): DeskAnswers => parseMessage(deskAnswersSchema, value);

/** To schools and classes: news from the service, newest last. */
export const noticesSchema = v.strictObject({
  v: v.literal(1),
  kind: v.literal('notices'),
  notices: v.array(v.strictObject({ number: count, given: instant, text: localised })),
});
export type Notices = v.InferOutput<typeof noticesSchema>;
export const parseNotices = (value: unknown): Notices => parseMessage(noticesSchema, value);

/** Every document that the authority seals. Who adds one adds it here, and to `DOCUMENTS` of `@cloison/client`. */
export type SealedDocument =
  | Ticket
  | Keyring
  | AreaKeyring
  | AreaParticipation
  | AreaReport
  | Roster
  | ClassParticipation
  | SchoolParticipation
  | ClassReport
  | SchoolReport
  | Slips
  | DeskAnswers
  | Notices
  | EntryBase;
