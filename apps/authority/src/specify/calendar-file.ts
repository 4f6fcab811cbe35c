/** calendar.yaml: windows in local times, made into instants for each area and level. */

import type { Position } from '@cloison/command/problem';
import * as v from 'valibot';
import {
  type AreaCalendar,
  type AreaSpec,
  type CampaignSpec,
  DOCUMENT_PATTERNS,
  type ResolvedCalendars,
  type WindowSpec,
} from '../campaign/spec.ts';
import { instantOf, isZone } from '../time/zoned-time.ts';
import { identifier, localised } from './spec-file.ts';
import type { YamlFile, YamlPath } from './yaml-file.ts';

const local = v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/, 'local-time'));
const windowFields = { opens: local, closes: local };
const window = v.strictObject(windowFields);
const prefix = v.pipe(v.string('quoted-prefix'), v.regex(/^(?:\*|\d{1,7})$/, 'quoted-prefix'));
const areaId = v.pipe(
  v.union([v.string(), v.pipe(v.number(), v.safeInteger())]),
  v.transform(String),
  identifier,
);
const oneWindow = v.strictObject({ ...windowFields, areas: v.optional(v.record(v.string(), window), {}) });

const calendarSchema = v.strictObject({
  areas: v.pipe(
    v.array(
      v.strictObject({
        id: areaId,
        zone: v.string(),
        title: localised,
        departements: v.pipe(v.array(prefix), v.minLength(1)),
      }),
    ),
    v.minLength(1),
    v.maxLength(30),
  ),
  sequences: v.record(
    v.string(),
    v.lazy((value) => (Array.isArray(value) ? v.array(oneWindow) : oneWindow)),
  ),
  documents: v.strictObject({
    ticket: window,
    keyring: window,
    roster: window,
    slips: window,
    participation: window,
    report: window,
  }),
});
type CalendarFile = v.InferOutput<typeof calendarSchema>;
type LocalWindow = v.InferOutput<typeof window>;

interface Span {
  readonly opensMs: number;
  readonly closesMs: number;
}

/** What the calendar needs of the specification; a specification with faults elsewhere still has it. */
export interface CalendarSubject {
  readonly levels: readonly Pick<CampaignSpec['levels'][number], 'id' | 'mode'>[];
  readonly sequences: readonly Pick<CampaignSpec['sequences'][number], 'id' | 'level' | 'minutes'>[];
  readonly accommodations: readonly Pick<CampaignSpec['accommodations'][number], 'time'>[];
}

export interface CalendarReading {
  /** Null when there are faults; they are reported. */
  readonly calendars: ResolvedCalendars | null;
  /** When sequences open, in local times as they are written. */
  readonly opens: readonly string[];
}

export function resolveCalendar(file: YamlFile, subject: CalendarSubject | null): CalendarReading {
  const read = file.read(calendarSchema);
  if (read === null) return { calendars: null, opens: [] };
  const opens = Object.values(read.sequences).flatMap((one) =>
    (Array.isArray(one) ? one : [one]).map((window) => window.opens),
  );
  return { calendars: calendarsOf(read, file, subject), opens };
}

function calendarsOf(
  read: CalendarFile,
  file: YamlFile,
  subject: CalendarSubject | null,
): ResolvedCalendars | null {
  let faults = 0;
  const reported = new Set<string>();
  /** A window common to several areas is at fault once. */
  const fault: YamlFile['add'] = (code, path, values) => {
    faults += 1;
    const key = JSON.stringify([code, path, values?.name]);
    if (!reported.has(key)) file.add(code, path, values);
    reported.add(key);
  };
  checkAreas(read, file, fault);
  if (subject === null) return null;
  checkNames(read, subject, fault);
  // The times of an area whose zone is at fault are read all the same, as if it were UTC: their own faults are reported too.
  const calendars = read.areas.flatMap((area, index) => {
    const zone = isZone(area.zone) ? area.zone : 'Etc/UTC';
    return resolveArea(read, file, fault, subject, { ...area, zone }, index);
  });
  return faults > 0 ? null : { areas: read.areas, calendars };
}

function checkAreas(read: CalendarFile, file: YamlFile, fault: YamlFile['add']): void {
  const ids = new Map<string, Position>();
  const prefixes = new Map<string, string>();
  for (const [i, area] of read.areas.entries()) {
    const path: YamlPath = ['areas', i];
    const before = ids.get(area.id);
    if (before !== undefined) {
      fault('id-twice', [...path, 'id'], { what: 'area', id: area.id, first: before.line });
    }
    ids.set(area.id, file.at([...path, 'id']));
    if (!isZone(area.zone)) fault('zone-unknown', [...path, 'zone'], { zone: area.zone });
    for (const [j, one] of area.departements.entries()) {
      const at = [...path, 'departements', j];
      const taken = [...prefixes].find(([earlier]) => earlier !== '*' && one.startsWith(earlier));
      if (taken !== undefined) fault('area-shadowed', at, { prefix: one, area: taken[1] });
      if (one === '*' && i < read.areas.length - 1) fault('area-last', at);
      prefixes.set(one, area.id);
    }
  }
  if (!prefixes.has('*')) fault('area-no-rest', ['areas', read.areas.length - 1]);
}

function checkNames(read: CalendarFile, subject: CalendarSubject, fault: YamlFile['add']): void {
  const known = new Set(subject.sequences.map(({ id }) => id));
  const areas = new Set(read.areas.map(({ id }) => id));
  for (const [name, given] of Object.entries(read.sequences)) {
    if (!known.has(name)) fault('sequence-unknown', ['sequences', name], { id: name });
    const list = Array.isArray(given) ? given : [given];
    if (list.length === 0) fault('window-missing', ['sequences', name], { name });
    for (const one of list) {
      for (const id of Object.keys(one.areas)) {
        if (!areas.has(id)) fault('area-unknown', ['sequences', name, 'areas', id], { id });
      }
    }
  }
  for (const name of known) {
    if (!Object.hasOwn(read.sequences, name)) fault('window-missing', ['sequences'], { name });
  }
}

/** Of a local time (`2026-09-07T08:00`) that no clock of the zone ever shows. */
function whyImpossible(zone: string, time: string) {
  const day = time.slice(0, 10);
  if (instantOf('Etc/UTC', `${day}T00:00`) === null)
    return { time, whyFr: 'le calendrier n’a pas ce jour', whyEn: 'there is no such day' };
  if (instantOf('Etc/UTC', time) === null)
    return { time, whyFr: 'les heures vont de 00:00 à 23:59', whyEn: 'hours go from 00:00 to 23:59' };
  return {
    time,
    whyFr: `à ${zone}, les horloges sautent cette heure ce jour-là`,
    whyEn: `in ${zone}, clocks skip that hour on that day`,
  };
}

function resolveArea(
  read: CalendarFile,
  file: YamlFile,
  fault: YamlFile['add'],
  subject: CalendarSubject,
  area: AreaSpec,
  index: number,
): AreaCalendar[] {
  const span = (one: LocalWindow, path: YamlPath, name: string): Span | null => {
    const [opensMs, closesMs] = [instantOf(area.zone, one.opens), instantOf(area.zone, one.closes)];
    if (opensMs === null) fault('time-impossible', [...path, 'opens'], whyImpossible(area.zone, one.opens));
    if (closesMs === null)
      fault('time-impossible', [...path, 'closes'], whyImpossible(area.zone, one.closes));
    if (opensMs === null || closesMs === null) return null;
    if (closesMs <= opensMs) {
      fault('window-backwards', path, { name, opens: one.opens, closes: one.closes });
      return null;
    }
    return { opensMs, closesMs };
  };

  const sequences = new Map<string, Span>();
  for (const { id } of subject.sequences) {
    const given = Object.hasOwn(read.sequences, id) ? read.sequences[id] : undefined;
    if (given === undefined) continue;
    const list = Array.isArray(given) ? given : [given];
    const spans = list.map((one, i) => {
      const base: YamlPath = Array.isArray(given) ? ['sequences', id, i] : ['sequences', id];
      const own = Object.hasOwn(one.areas, area.id) ? one.areas[area.id] : undefined;
      const path = own === undefined ? base : [...base, 'areas', area.id];
      return { path, span: span(own ?? one, path, id) };
    });
    const [first, ...others] = spans;
    for (const other of others) {
      const firstLine = file.at(first!.path).line;
      const overlap =
        first!.span !== null &&
        other.span !== null &&
        other.span.opensMs < first!.span.closesMs &&
        first!.span.opensMs < other.span.closesMs;
      if (overlap) fault('window-overlap', other.path, { name: id, first: firstLine });
      else fault('window-several', other.path, { name: id });
    }
    if (first?.span != null) sequences.set(id, first.span);
  }
  const documents = new Map<string, Span>();
  for (const name of DOCUMENT_PATTERNS) {
    const one = span(read.documents[name], ['documents', name], name);
    if (one !== null) documents.set(name, one);
  }
  checkCover(read, fault, sequences, documents);
  return subject.levels.map(({ id, mode }) => {
    const own = subject.sequences.filter(({ level }) => level === id);
    const nominal = Object.fromEntries(
      own.flatMap((sequence) => {
        const one = sequences.get(sequence.id);
        return one === undefined ? [] : [[sequence.id, windowOf(one)]];
      }),
    );
    const published =
      mode === 'online' ? onlineWindows(own, sequences, subject) : entryWindow(own, sequences);
    const papers = [...documents].map(([name, one]) => [name, windowOf(one)] as const);
    // The state to go on from after a revocation is read as long as the roster is.
    const base = documents.get('roster');
    const goOn = mode === 'entry' && base !== undefined ? { 'entry-base': windowOf(base) } : {};
    const windows = { ...published, ...Object.fromEntries(papers), ...goOn, ...deskWindow(documents) };
    return { area: index, level: id, sequences: nominal, windows };
  });
}

function checkCover(
  read: CalendarFile,
  fault: YamlFile['add'],
  sequences: ReadonlyMap<string, Span>,
  documents: ReadonlyMap<string, Span>,
): void {
  const [report, keyring] = [documents.get('report'), documents.get('keyring')];
  for (const [name, one] of sequences) {
    if (report !== undefined && report.closesMs < one.closesMs) {
      fault('report-early', ['documents', 'report', 'closes'], {
        name,
        closes: read.documents.report.closes,
        other: utcText(one.closesMs),
      });
    }
  }
  for (const [name, one] of [...sequences, ...documents]) {
    if (keyring !== undefined && (one.opensMs < keyring.opensMs || one.closesMs > keyring.closesMs)) {
      fault('keyring-short', ['documents', 'keyring'], {
        name,
        opens: utcText(one.opensMs),
        closes: utcText(one.closesMs),
      });
    }
  }
}

/** Extra time must not show: every window of the level closes later by the longest extra time of its longest sequence. */
function onlineWindows(
  own: CalendarSubject['sequences'],
  sequences: ReadonlyMap<string, Span>,
  subject: CalendarSubject,
): Record<string, WindowSpec> {
  const longest = Math.max(1, ...subject.accommodations.map(({ time }) => time));
  return Object.fromEntries(
    own.flatMap(({ id, minutes }) => {
      const one = sequences.get(id);
      if (one === undefined) return [];
      const extraMs = minutes === null ? 0 : Math.ceil(minutes * (longest - 1)) * 60_000;
      return [[id, windowOf({ opensMs: one.opensMs, closesMs: one.closesMs + extraMs })]];
    }),
  );
}

function entryWindow(
  own: CalendarSubject['sequences'],
  sequences: ReadonlyMap<string, Span>,
): Record<string, WindowSpec> {
  const spans = own.flatMap(({ id }) => sequences.get(id) ?? []);
  if (spans.length === 0) return {};
  return {
    entry: windowOf({
      opensMs: Math.min(...spans.map(({ opensMs }) => opensMs)),
      closesMs: Math.max(...spans.map(({ closesMs }) => closesMs)),
    }),
  };
}

/** What a desk asks and is answered: from the first document to the last, so that nothing comes too late to be told. */
function deskWindow(documents: ReadonlyMap<string, Span>): Record<string, WindowSpec> {
  const spans = [...documents.values()];
  if (spans.length === 0) return {};
  return {
    desk: windowOf({
      opensMs: Math.min(...spans.map(({ opensMs }) => opensMs)),
      closesMs: Math.max(...spans.map(({ closesMs }) => closesMs)),
    }),
  };
}

function windowOf({ opensMs, closesMs }: Span): WindowSpec {
  return { opens: utcText(opensMs), closes: utcText(closesMs) };
}

function utcText(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}
