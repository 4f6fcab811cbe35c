/** Progress on stderr: a bar with the time left on a terminal, a line every few seconds elsewhere. */
import { Presets, SingleBar } from 'cli-progress';
import type { Progress, ProgressUnit, TerminalProgress } from '../words/progress-maker.ts';
import type { Lang } from '../words/refusal.ts';
import { printable } from './printable.ts';

const LINE_EVERY_MS = 5_000;

/** `stream` is stderr: stdout is for results. */
export function progressOn(stream: NodeJS.WriteStream, lang: Lang): TerminalProgress {
  return (label, total, unit = 'things') => {
    const shown = { label: printable(label), total, amount: amountIn(unit, lang) };
    return stream.isTTY ? bar(stream, shown) : lines(stream, shown, lang);
  };
}

interface Shown {
  readonly label: string;
  readonly total: number | null;
  /** A count as it is written, in the unit. */
  readonly amount: (count: number) => string;
}

function amountIn(unit: ProgressUnit, lang: Lang): Shown['amount'] {
  const mib = new Intl.NumberFormat(lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  switch (unit) {
    case 'things':
      return String;
    case 'bytes':
      return (bytes) => `${mib.format(bytes / 1024 / 1024)} ${lang === 'fr' ? 'Mio' : 'MiB'}`;
  }
}

function bar(stream: NodeJS.WriteStream, { label, total, amount }: Shown): Progress {
  const single = new SingleBar(
    {
      stream,
      format:
        total === null
          ? `${label}  {value}`
          : `${label} {bar} {percentage} %  {value}/{total}  {eta_formatted}`,
      formatValue: (value, _, type) => (type === 'value' || type === 'total' ? amount(value) : String(value)),
      etaBuffer: 200,
      hideCursor: true,
    },
    Presets.shades_classic,
  );
  single.start(total ?? 0, 0);
  return {
    update: (done) => single.update(done),
    stop: () => single.stop(),
  };
}

function lines(stream: NodeJS.WriteStream, { label, total, amount }: Shown, lang: Lang): Progress {
  const colon = lang === 'fr' ? ' :' : ':';
  const startedMs = performance.now();
  let lastMs = startedMs;
  let [last, newest] = [-1, -1];
  const write = (done: number) => {
    last = done;
    if (total === null) {
      stream.write(`${label}${colon} ${amount(done)}\n`);
      return;
    }
    const elapsedS = (performance.now() - startedMs) / 1000;
    const leftS = done === 0 ? null : Math.ceil((elapsedS * (total - done)) / done);
    stream.write(
      `${label}${colon} ${amount(done)}/${amount(total)}${leftS === null || done >= total ? '' : `, ~${leftS} s`}\n`,
    );
  };
  return {
    update(done) {
      newest = done;
      if (performance.now() - lastMs < LINE_EVERY_MS) return;
      lastMs = performance.now();
      write(done);
    },
    stop() {
      // What was short enough to need no line needs none at its end either.
      if (last !== -1 && newest > last) write(newest);
    },
  };
}
