/**
 * Parts of the app that the first item does not need: they are loaded once it is on screen, all of them, so that the network may
 * go from then on. A part that is asked for before is loaded then.
 */
import { type ComponentType, type ReactElement, useEffect, useState } from 'react';

/** A file that the network refused is asked for again after this long. */
const RETRY_MS = 2_000;

interface Part<Props extends object> {
  readonly load: () => Promise<void>;
  readonly drawn: () => ComponentType<Props> | null;
  readonly missing: ComponentType<Missing & Props> | undefined;
}

export interface Missing {
  /** How often the file did not come. */
  readonly tries: number;
}

export interface LaterOptions<Props> {
  /** Whether these props draw anything at all; default: always. */
  readonly shown?: (props: Props) => boolean;
  /** False: a page of its own, which a sitting never shows, so that it is loaded only when it is asked for. */
  readonly ahead?: boolean;
  /** Drawn once its file did not come, with the same props; missing: nothing. */
  readonly missing?: ComponentType<Missing & Props>;
}

const ahead: (() => Promise<void>)[] = [];

/** Draws nothing until it is here, or `missing`. */
export interface LaterComponent<Props extends object> {
  (props: Props): ReactElement | null;
  /** Resolves once it is here. Rejects when its file cannot be loaded now. */
  readonly load: () => Promise<void>;
}

/** The component that `load` resolves to, once it is here. */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  { shown = () => true, ahead: isAhead = true, missing }: LaterOptions<Props> = {},
): LaterComponent<Props> {
  let component: ComponentType<Props> | null = null;
  const part: Part<Props> = {
    load: async () => {
      component ??= await load();
    },
    drawn: () => component,
    missing,
  };
  if (isAhead) ahead.push(part.load);
  const draw = (props: Props) => (shown(props) ? <Drawn part={part as Part<object>} of={props} /> : null);
  return Object.assign(draw, { load: part.load });
}

/** Loads every part. One that cannot be loaded now is asked for again when it is drawn. */
export function loadLater(): void {
  for (const load of ahead) load().catch(() => undefined);
}

/** Drawn in the same step once the part is here: React's `lazy` would leave its place empty for some 300 ms. */
function Drawn({ part, of }: { readonly part: Part<object>; readonly of: object }) {
  const [tries, setTries] = useState(0);
  useEffect(() => {
    if (part.drawn() !== null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let gone = false;
    const drawAgain = () => {
      if (!gone) setTries((n) => n + 1);
    };
    const ask = () =>
      part.load().then(drawAgain, () => {
        drawAgain();
        if (!gone) timer = setTimeout(ask, RETRY_MS);
      });
    void ask();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [part]);
  const { missing: MissingScreen } = part;
  const Component = part.drawn();
  if (Component !== null) return <Component {...of} />;
  return MissingScreen !== undefined && tries > 0 ? <MissingScreen {...of} tries={tries} /> : null;
}
