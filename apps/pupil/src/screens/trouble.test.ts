import { platformApi, RefusedError } from '@cloison/client';
import { describe, expect, it } from 'vitest';
import { troubleOf } from './trouble.ts';

const OPENS = '2026-09-14T07:00:00.000Z';
const CLOSES = '2026-09-25T16:00:00.000Z';

/** What a code screen says of a refusal that the platform gave at `platform`, on a computer whose clock says `computer`. */
async function said(platform: string | null, computer: string) {
  const api = platformApi({
    origin: 'https://evaluation.example',
    campaign: 'essai-2026',
    fetch: async () =>
      Response.json(
        { code: 'window-closed', opens: OPENS, closes: CLOSES },
        { status: 403, headers: platform === null ? {} : { date: new Date(platform).toUTCString() } },
      ),
  });
  const error = await api.me(new Uint8Array(32)).catch((refused: unknown) => refused);
  return troubleOf(error, Date.parse(computer));
}

it('says of a campaign that was erased that it has closed, not that the code is wrong', () => {
  const error = new RefusedError('already-purged', null, null, null);
  expect(troubleOf(error, 0)).toEqual({ kind: 'campaignOver' });
});

describe('a code outside its window', () => {
  const notYet = { kind: 'notYet', opensMs: Date.parse(OPENS) };
  const over = { kind: 'over', closesMs: Date.parse(CLOSES) };

  it('is not over because the clock of the computer is ahead, nor to come because it is behind', async () => {
    expect(await said('2026-09-14T06:59:30Z', '2026-09-14T07:00:30Z')).toEqual(notYet);
    expect(await said('2026-09-25T16:00:30Z', '2025-09-25T16:00:30Z')).toEqual(over);
  });

  it('goes by the clock of the computer where the platform does not say its own', async () => {
    expect(await said(null, '2026-09-14T06:59:30Z')).toEqual(notYet);
    expect(await said(null, '2026-09-25T16:00:30Z')).toEqual(over);
  });
});
