import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { HolderRow } from '../vault/rows.ts';
import { Sealer } from '../vault/sealer.ts';
import { saidInDraft } from './document-draft.ts';

const campaign = {
  sealer: new Sealer('essai-2026', new Uint8Array(32)),
  signer: null,
} as unknown as OpenCampaign;
const holder = { holder_id: new Uint8Array(16), kind: 'pupil' } as unknown as HolderRow;
const said = (body: object) => saidInDraft(campaign, { holder, name: 'ticket', body });
const lookup = (body: object) => said(body).lookup;
const keys = fc.constantFrom('at', 'a', '"at":', 'that');
const { body } = fc.letrec<{ body: object; value: unknown }>((tie) => ({
  body: fc.dictionary(keys, tie('value')) as fc.Arbitrary<object>,
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom('"at":', 'at', 1, null),
    tie('body'),
    fc.array(tie('value')),
  ),
}));

it('a body is as it was when only its times differ, however deep they are, and no otherwise', () => {
  fc.assert(
    fc.property(body, (one) => {
      const said = JSON.stringify(one, (key, value: unknown) => (key === 'at' ? undefined : value));
      const expected = campaign.sealer.lookup('document', '0'.repeat(32), 'ticket', said);
      expect(lookup(one)).toEqual(expected);
    }),
  );
  expect(lookup({ a: 1, at: 2 })).toEqual(lookup({ a: 1, at: 3 }));
  expect(lookup({ a: [{ at: 2 }] })).toEqual(lookup({ a: [{ at: 3 }] }));
  expect(lookup({ a: 1 })).not.toEqual(lookup({ a: 2 }));
});

it('a body is sealed with all that it has, its times included', () => {
  fc.assert(
    fc.property(body, (one) => {
      expect(JSON.parse(said(one).json)).toEqual(JSON.parse(JSON.stringify(one)));
    }),
  );
});
