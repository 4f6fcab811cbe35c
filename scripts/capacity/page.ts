/** The figures of docs/capacity.md, and its pictures, from the simulation. */
import { uniformSequence } from '@cloison/measurement';
import { linePlot } from '@cloison/study-files';
import type { Fault, Figures } from './cell.ts';
import type { MeasuredFigures, StoreKind } from './figures.ts';
import { type Span, simulate } from './simulate.ts';
import { cellOf, NINE_OCLOCK, pupilsPerStore, type SizedCell, sizeCell } from './size.ts';

/** Of one level in France: 830,000 pupils (answer of the ministry to question 9411). */
const LEVEL = 830_000;
/** The Union has 449 million people, France 68 (Eurostat, 1 January 2024). */
const EUROPE = 6.6;
const COUNTRIES: readonly { readonly name: string; readonly pupils: number }[] = [
  { name: 'France, one level', pupils: LEVEL },
  { name: 'France, four levels', pupils: 4 * LEVEL },
  { name: 'all the Union, four levels', pupils: Math.round((4 * LEVEL * EUROPE) / 100_000) * 100_000 },
];
/** Bytes on the wire with headers, by `npm run load` at 1.6 KB envelopes; TLS adds some 30 bytes a message. */
const SAVE_UP = 2000;
const SAVE_DOWN = 900;
const LOGIN_UP = 800;
const LOGIN_DOWN = 6500;
/** The pupil's application and its fonts, compressed, when a machine was not prepared the day before. */
const APP_DOWN = 330_000;
const STORES: Readonly<
  Record<StoreKind, { readonly name: string; readonly short: string; readonly servers: number }>
> = {
  postgres: { name: 'PostgreSQL', short: 'PostgreSQL', servers: 1 },
  nats: { name: 'NATS, three replicas', short: 'NATS', servers: 3 },
};
const SEED = 9;

export interface Page {
  /** Markdown. */
  readonly text: string;
  /** SVG by name of file. */
  readonly pictures: ReadonlyMap<string, string>;
}

export function capacityPage(
  { measured, machine, stores }: MeasuredFigures,
  report: (what: string) => void,
): Page {
  const pictures = new Map<string, string>();
  const parts = [`Measured ${measured}; ${machine}.`, '', ...costsTable(stores), ''];
  for (const kind of Object.keys(STORES) as StoreKind[]) {
    const figures = stores[kind];
    const pupils = pupilsPerStore(figures);
    report(`${kind}: cells of ${pupils} pupils`);
    const cell = sizeCell(figures, pupils);
    parts.push(
      `### ${STORES[kind].name}`,
      '',
      ...cellText(kind, cell, figures),
      '',
      ...countryTable(kind, cell, figures),
      '',
    );
    for (const breakage of BREAKAGES[kind]) {
      report(`${kind}: ${breakage.title}`);
      const outcome = simulate(
        figures,
        cellOf(cell.pupils, cell.processesForHalf),
        NINE_OCLOCK,
        breakage.fault,
        uniformSequence(SEED),
      );
      const file = `capacity-${kind}-${breakage.file}.svg`;
      pictures.set(file, timelinePlot(breakage.title, outcome.timeline, cell.pupils));
      parts.push(
        `**${breakage.title}.** ${breakage.text} Longest wait of a save ${seconds(outcome.save.max)}; ${whole(outcome.refused)} answers \`503\`; all is as before ${recovery(outcome.timeline, breakage.fault)}.`,
        '',
        `![${breakage.title}: saves a second and pupils who wait, by time](images/${file})`,
        '',
      );
    }
  }
  return { text: parts.join('\n').trimEnd(), pictures };
}

interface Breakage {
  readonly file: string;
  readonly title: string;
  readonly text: string;
  readonly fault: Fault;
}

const AT_NINE_PAST_FOUR = { atMs: 240_000, processesLost: 0, storeDownMs: 0, storeSlowdown: 1 };
const BREAKAGES: Readonly<Record<StoreKind, readonly Breakage[]>> = {
  postgres: [
    {
      file: 'processes',
      title: 'Half of the platform’s processes die during the logins',
      text: 'Their pupils’ browsers connect to the others and send again what was not answered.',
      fault: { ...AT_NINE_PAST_FOUR, atMs: 60_000, processesLost: 0.5 },
    },
    {
      file: 'store',
      title: 'PostgreSQL is away for a minute',
      text: 'A restart or a takeover. Saves are refused with `503`, kept in the browsers and come back with a jitter; pupils go on answering.',
      fault: { ...AT_NINE_PAST_FOUR, storeDownMs: 60_000 },
    },
  ],
  nats: [
    {
      file: 'leader',
      title: 'One NATS server in three dies',
      text: 'Ten seconds until another leads (what the tests allow; 4 to 5 s are usual), then two servers do the work of three.',
      fault: { ...AT_NINE_PAST_FOUR, storeDownMs: 10_000, storeSlowdown: 1.5 },
    },
    {
      file: 'half',
      title: 'Half of everything dies, and the NATS servers are back after two minutes',
      text: 'Half of the processes and two servers of the three: no majority, so nothing is acknowledged until one of the two is back. Nothing acknowledged is lost, and browsers keep what is not.',
      fault: { ...AT_NINE_PAST_FOUR, processesLost: 0.5, storeDownMs: 120_000, storeSlowdown: 1.5 },
    },
  ],
};

function costsTable(stores: MeasuredFigures['stores']): readonly string[] {
  const rows: readonly (readonly [string, keyof Figures])[] = [
    ['a TLS connection, time of a process’s core', 'handshakeMs'],
    ['a login (who am I, ticket, record)', 'loginMs'],
    ['a save', 'saveMs'],
    ['a refusal', 'refusalMs'],
    ['a group commit, whatever is in it', 'commitMs'],
    ['… and each save in it', 'rowMs'],
    ['a save, time of the store’s cores, all its servers', 'storeCpuMs'],
  ];
  return [
    '| milliseconds | PostgreSQL | NATS, three replicas |',
    '|---|---|---|',
    ...rows.map(
      ([what, key]) => `| ${what} | ${stores.postgres[key].toFixed(3)} | ${stores.nats[key].toFixed(3)} |`,
    ),
  ];
}

function cellText(kind: StoreKind, cell: SizedCell, figures: Figures): readonly string[] {
  const { calm, half } = cell;
  const most = 1 / (figures.rowMs + figures.commitMs / 1000);
  const busiest = (spans: readonly Span[]) =>
    Math.round(100 * Math.max(...spans.map((span) => span.processLoad)));
  const servers = STORES[kind].servers === 1 ? 'one server' : `${STORES[kind].servers} servers`;
  return [
    `A cell is ${servers} and ${whole(cell.pupils)} pupils: ${whole(cell.pupils / 15)} saves a second of the ${whole(1000 * most)} that its commits can hold.`,
    '',
    '| a cell at nine | processes | login p50, p99 | save p50, p99 | busiest ten seconds of a process |',
    '|---|---|---|---|---|',
    `| nothing breaks | ${cell.processes} | ${ms(calm.login.p50)}, ${ms(calm.login.p99)} | ${ms(calm.save.p50)}, ${ms(calm.save.p99)} | ${busiest(calm.timeline)} % |`,
    `| half of the processes die at 9:01 | ${cell.processesForHalf} | ${ms(half.login.p50)}, ${ms(half.login.p99)} | ${ms(half.save.p50)}, ${ms(half.save.p99)} | ${busiest(half.timeline)} % |`,
  ];
}

function countryTable(kind: StoreKind, cell: SizedCell, figures: Figures): readonly string[] {
  const { short, servers } = STORES[kind];
  const head = `| | pupils at once | cells | platform processes (enough; half may die) | ${short} servers | saves/s | cores at work: platform, store | bandwidth in, out at the peak | … with applications not fetched ahead |`;
  const rows = COUNTRIES.map(({ name: country, pupils }) => {
    const cells = Math.ceil(pupils / cell.pupils);
    const [saves, logins] = [pupils / 15, pupils / 120];
    const platformCores = (saves * figures.saveMs + logins * (figures.loginMs + figures.handshakeMs)) / 1000;
    const storeCores = (saves * figures.storeCpuMs) / 1000;
    const inBits = 8 * (saves * SAVE_UP + logins * LOGIN_UP);
    const outBits = 8 * (saves * SAVE_DOWN + logins * LOGIN_DOWN);
    const withApp = outBits + 8 * logins * APP_DOWN;
    return `| ${country} | ${whole(pupils)} | ${cells} | ${cells * cell.processes}; ${cells * cell.processesForHalf} | ${cells * servers} | ${whole(saves)} | ${Math.ceil(platformCores)}, ${Math.ceil(storeCores)} | ${gigabits(inBits)}, ${gigabits(outBits)} | ${gigabits(withApp)} out |`;
  });
  return [head, '|---|---|---|---|---|---|---|---|---|', ...rows];
}

function recovery(timeline: readonly Span[], { atMs, storeDownMs }: Fault): string {
  const before = timeline.filter(({ fromS }) => fromS * 1000 < atMs).at(-1)!;
  const calmAgain = timeline.find(
    ({ fromS, waiting, refusedPerS }) =>
      fromS * 1000 >= atMs + storeDownMs && waiting <= 2 * before.waiting + 100 && refusedPerS === 0,
  );
  if (calmAgain === undefined) return 'not before the end of the simulation';
  const afterS = calmAgain.fromS + 10 - (atMs + storeDownMs) / 1000;
  return `within ${afterS} s of ${storeDownMs > 0 ? 'the store’s return' : 'it'}`;
}

/** Two curves over time: saves a second and pupils who wait, each as a share of its largest. */
function timelinePlot(title: string, timeline: readonly Span[], pupils: number): string {
  const minutes = timeline.map(({ fromS }) => (fromS + 5) / 60);
  const whole480 = timeline.slice(0, 48);
  const most = pupils / 15;
  const plot = linePlot(
    {
      title: '',
      xLabel: 'minutes after nine',
      yLabel: 'share',
      x: [0, 8],
      y: [0, 2.5],
      width: 640,
      height: 260,
    },
    [
      {
        label: 'saves',
        x: minutes.slice(0, 48),
        y: whole480.map(({ savesPerS }) => Math.min(2.5, savesPerS / most)),
      },
      { label: 'wait', x: minutes.slice(0, 48), y: whole480.map(({ waiting }) => waiting / pupils) },
    ],
  );
  return standalone(title, plot);
}

/** A picture by itself: the styles that a report's page would give it. */
function standalone(title: string, svg: string): string {
  const style =
    '<style>text{font:12px sans-serif;fill:#434b5e}.grid{stroke:#e6e9f0}.curve{fill:none;stroke-width:2}' +
    '.curve.c0{stroke:#1d3f8f}.end.c0{fill:#1d3f8f}.curve.c1{stroke:#b4470e}.end.c1{fill:#b4470e}</style>' +
    '<rect width="100%" height="100%" fill="#fff"/>';
  return `${svg
    .replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" ')
    .replace('aria-label=""', `aria-label="${title}"`)
    .replace(/(<svg[^>]*>)/, `$1${style}`)}\n`;
}

const whole = (value: number) => Math.round(value).toLocaleString('en');
const ms = (value: number) => (value >= 10_000 ? seconds(value) : `${Math.round(value)} ms`);
const seconds = (value: number) => `${(value / 1000).toFixed(1)} s`;
const gigabits = (bits: number) => `${(bits / 1e9).toFixed(bits < 1e10 ? 2 : 1)} Gbit/s`;
