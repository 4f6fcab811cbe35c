/** What an approval may be about, by act: another word would be kept and journaled, and would let nobody do anything. */
import { campaignNames, campaignRow, chooseCampaign, specOf } from '../../campaign/campaign-row.ts';
import { followedCohort } from '../../campaign/spec.ts';
import { WHY_REPLACED } from '../../keys/signed-by.ts';
import type { Act } from '../../roles/approvals.ts';
import { refuseRoles } from '../../roles/refusals.ts';
import type { Vault } from '../../vault/vault.ts';

type Kind = 'campaign' | 'sitting' | 'cohort' | 'why';

const KINDS: Readonly<Record<Act, Kind>> = {
  close: 'campaign',
  'close-unstated': 'campaign',
  'destroy-research': 'campaign',
  'breach-revoke': 'campaign',
  'read-sitting': 'sitting',
  'cohort-export': 'cohort',
  'cohort-end': 'cohort',
  'replace-signing': 'why',
};

/** Of a pupil, a keyed hash of the order number: `sittingSubject`. */
const PUPIL = /^[0-9a-f]{32}$/;

/** `campaign`: of `--campaign`, where an act on a campaign names no subject. Throws `approval-subject`, and as `chooseCampaign`. */
export function approvalSubject(
  vault: Vault,
  act: Act,
  subject: string | undefined,
  campaign: string | undefined,
): string {
  const kind = KINDS[act];
  if (kind === 'campaign' && subject === undefined) return chooseCampaign(vault, campaign);
  if (subject !== undefined && MAY_BE[kind](vault, subject)) return subject;
  const not =
    subject === undefined
      ? { notFr: '', notEn: '' }
      : { notFr: `« ${subject} » ne convient pas. `, notEn: `“${subject}” will not do. ` };
  throw refuseRoles('approval-subject', { act, ...not, ...saidOf(vault, kind) });
}

const MAY_BE: Readonly<Record<Kind, (vault: Vault, subject: string) => boolean>> = {
  campaign: (vault, subject) => campaignNames(vault).includes(subject),
  sitting: (vault, subject) => {
    const [name = '', ...more] = subject.split('/');
    if (!campaignNames(vault).includes(name)) return false;
    const [first = '', item] = more;
    if (more.length === 1) return PUPIL.test(first);
    const { sequences } = specOf(campaignRow(vault, name));
    return (
      more.length === 2 && first === 'files' && sequences.some(({ items }) => items.includes(item ?? ''))
    );
  },
  cohort: (vault, subject) => cohortsOf(vault).includes(subject),
  why: (_vault, subject) => WHY_REPLACED.some((why) => why === subject),
};

function cohortsOf(vault: Vault): string[] {
  const names = campaignNames(vault).flatMap(
    (name) => followedCohort(specOf(campaignRow(vault, name)))?.name ?? [],
  );
  return [...new Set(names)];
}

/** What may stand there, for the refusal. */
function saidOf(vault: Vault, kind: Kind): { readonly fr: string; readonly en: string } {
  const campaigns = campaignNames(vault);
  switch (kind) {
    case 'campaign':
      if (campaigns.length === 0)
        return { fr: 'une campagne, et ce coffre n’en a pas', en: 'a campaign, and this vault has none' };
      return { fr: `une campagne : ${campaigns.join(', ')}`, en: `a campaign: ${campaigns.join(', ')}` };
    case 'cohort': {
      const cohorts = cohortsOf(vault);
      if (cohorts.length === 0)
        return {
          fr: 'une cohorte, et ce coffre n’en suit aucune',
          en: 'a cohort, and this vault follows none',
        };
      return { fr: `une cohorte : ${cohorts.join(', ')}`, en: `a cohort: ${cohorts.join(', ')}` };
    }
    case 'why':
      return { fr: WHY_REPLACED.join(' ou '), en: WHY_REPLACED.join(' or ') };
    case 'sitting': {
      const [one = 'CAMPAGNE'] = campaigns;
      return {
        fr: `ce que le refus a dit, ${one}/ suivi de 32 signes pour un élève, ou ${one}/files/ITEM pour les fichiers d’un item`,
        en: `what the refusal said, ${one}/ and 32 signs for a pupil, or ${one}/files/ITEM for the files of an item`,
      };
    }
    default:
      return kind satisfies never;
  }
}
