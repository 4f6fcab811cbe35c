/** Keyrings of inspectors: the root of their area, and what it is called. */
import type { AreaKeyring } from '@cloison/protocol';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { holderSecret } from '../codes/holder-secret.ts';
import { holderOfTerritory, inspectorsOf } from '../codes/holders.ts';
import { territoriesOf } from '../territories/territories.ts';
import type { DocumentDraft } from './document-draft.ts';

export function areaKeyrings(campaign: OpenCampaign): DocumentDraft[] {
  const territories = new Map(territoriesOf(campaign).map((row) => [row.id, row]));
  return inspectorsOf(campaign).flatMap((holder): DocumentDraft[] => {
    const territory = territories.get(holder.territory ?? 0);
    const group = territory === undefined ? null : holderOfTerritory(campaign.vault, territory.id);
    if (territory === undefined || group === null) return [];
    const { code, kind, label } = territory;
    const body: AreaKeyring = {
      v: 1,
      kind: 'area-keyring',
      area: { code, kind, label },
      root: holderSecret(campaign, group).root,
      manifest: campaign.manifestHash,
      ...(campaign.signer === null ? {} : { authority: campaign.signer.authority }),
    };
    return [{ holder, name: 'keyring', body }];
  });
}
