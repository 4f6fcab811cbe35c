/** All plays of a route: the answer as a whole, its JSON field by field, or its bytes. */
import { alterations, type Json } from '../../simulate/lies/alter-json.ts';
import type { SeededRandom } from '../../simulate/runtime/seeded-random.ts';
import { ANSWER_PLAYS } from './answer-plays.ts';
import { BINARY_PLAYS } from './binary-plays.ts';
import { type Alter, type Asked, type Honest, http, type Lie, type Sent } from './raw-host.ts';

export interface Play extends Lie {
  readonly route: string;
  readonly name: string;
}

/** True answers by route, in the order in which they came. */
export type Recorded = Map<string, Honest[]>;

export function recording(recorded: Recorded): Lie {
  return {
    swallow: null,
    alter: ({ route }, honest) => {
      recorded.set(route, [...(recorded.get(route) ?? []), honest]);
      return null;
    },
  };
}

/** `recorded`: of an honest reading. */
export function* playsOf(route: string, recorded: Recorded, random: SeededRandom): Generator<Play> {
  const play = (name: string, alter: (asked: Asked, honest: Honest) => ReturnType<Alter>): Play => ({
    route,
    name,
    swallow: null,
    alter: (asked, honest) => (asked.route === route ? alter(asked, honest) : null),
  });
  const swallowing = (name: string, sent: (asked: Asked) => Sent | null): Play => ({
    route,
    name: `${name}, and nothing of it is kept`,
    alter: null,
    swallow: (asked) => (asked.route === route ? sent(asked) : null),
  });
  for (const [name, answer] of Object.entries(ANSWER_PLAYS)) yield play(name, (_, honest) => answer(honest));
  const truths = recorded.get(route) ?? [];
  const [first] = truths;
  if (first !== undefined) yield swallowing('the first answer again', () => http(first));
  yield swallowing('204', () => http({ status: 204, headers: {}, body: Buffer.alloc(0) }));
  yield swallowing('cut at once', () => ({ bytes: Buffer.alloc(0), end: 'reset' }));
  const fullest = truths
    .filter(({ status }) => status === 200)
    .toSorted((a, b) => b.body.length - a.body.length)[0];
  if (fullest === undefined) return;
  const json = jsonOf(fullest);
  if (json === null) {
    const others = [...recorded.values()].flat().filter(({ status }) => status === 200);
    for (const [name, bytes] of Object.entries(BINARY_PLAYS)) {
      yield play(name, (_, honest) =>
        bytes(
          honest,
          others.map(({ body }) => body),
        ),
      );
    }
    return;
  }
  const earlier = truths.filter((one) => one !== fullest).flatMap((one) => jsonOf(one) ?? []);
  for (const { field, how } of alterations(json, earlier, random.fork('names'))) {
    yield play(`${field} ${how}`, (_, honest) => {
      const now = honest.status === 200 ? jsonOf(honest) : null;
      if (now === null) return null;
      // The same field in the answer that there is now, which has other values.
      for (const one of alterations(now, earlier, random.fork('told'))) {
        if (one.field === field && one.how === how)
          return http({ ...honest, body: Buffer.from(JSON.stringify(one.answer)) });
      }
      return null;
    });
  }
}

function jsonOf({ headers, body }: Honest): Json | null {
  if (headers['content-type']?.startsWith('application/json') !== true) return null;
  try {
    return JSON.parse(body.toString('utf8')) as Json;
  } catch {
    return null;
  }
}
