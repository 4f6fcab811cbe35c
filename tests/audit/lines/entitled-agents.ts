/** Every command of the office, run by every role. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { Terminal } from '@cloison/command';
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { setCampaignState } from '../../../apps/authority/src/campaign/campaign-row.ts';
import { AUTHORITY_ROOMS, loadRoom } from '../../../apps/authority/src/cli/load-room.ts';
import { closeCampaign } from '../../../apps/authority/src/close/close-campaign.ts';
import { replaceLeakedCodes } from '../../../apps/authority/src/codes/replace-leaked.ts';
import { journalLines } from '../../../apps/authority/src/journal/journal.ts';
import { sittingHistory, sittingSubject } from '../../../apps/authority/src/records/sitting-history.ts';
import { destroyResearch } from '../../../apps/authority/src/research/destroy-research.ts';
import { approve } from '../../../apps/authority/src/roles/approvals.ts';
import { giveRole, ROLES } from '../../../apps/authority/src/roles/roles.ts';
import { findPupils } from '../../../apps/authority/src/roster/find-pupils.ts';
import { openVault } from '../../../apps/authority/src/vault/vault.ts';
import type { AuditLine } from '../audit-line.ts';
import { PUPILS } from '../invented-people.ts';

/** Rooms that would go on until they are stopped. */
const ENDLESS: ReadonlySet<string> = new Set(['console']);
/** For anybody, roles or not: they read no person's data, or make something that is not there yet. */
const OPEN_TO_ALL = new Set([
  'vault create',
  'vault check',
  'vault restore',
  'keys init',
  'keys show',
  'campaign validate',
  'campaign certificate',
  'cohort statement',
  'qti check',
  'qti deliver',
  'qti pack',
  'qti preview',
  'qti score',
  'verify journal',
  'verify certificate',
  'verify pages',
  'verify site',
]);

export const AGENTS: AuditLine = {
  id: 'agents',
  promise: 'entitled',
  title: { fr: 'Chaque agent sur chaque commande', en: 'Every agent on every command' },
  tried: {
    fr: 'Chaque commande de l’office est lancée par quelqu’un sans rôle et par chacun des quatre rôles ; ce qui détruit, et la lecture d’une passation nommée, sans l’accord d’une seconde personne ; chaque recherche d’un nom doit laisser une ligne au journal.',
    en: 'Every command of the office is run by somebody without a role and by each of the four roles; what destroys, and reading a named sitting, without a second person’s approval; each search of a name must leave a line in the journal.',
  },
  stage: 'running',
  async run(world, tally) {
    const { small } = world;
    const copy = join(small.folder, 'roles-vault');
    cpSync(small.vaultFolder, copy, { recursive: true });
    {
      using vault = openVault(copy);
      const chief = { who: 'role-custodian', now: () => new Date() };
      giveRole(vault, chief, 'role-custodian', 'custodian');
      for (const role of ROLES) giveRole(vault, chief, `role-${role}`, role);
    }
    const allowed = new Map<string, Set<string>>();
    // Commands are run without what they need: whether they are refused is what is asked.
    process.noDeprecation = true;
    for (const room of AUTHORITY_ROOMS) {
      for (const verb of (await loadRoom(room)).verbs) {
        const command = `${room} ${verb.name}`.trimEnd();
        const who = [...ROLES.map((role) => `role-${role}`), 'nobody-in-particular'];
        const may = new Set<string>();
        for (const agent of who) {
          const code = await refusalOf(() =>
            verb.start(
              terminalOf(agent, ENDLESS.has(room)),
              // A cohort's first key is the custodian's.
              {
                vault: copy,
                keys: join(small.folder, 'no-keys'),
                share: [],
                wait: 0,
                campaign: NAME,
                part: '1',
              },
              command,
            ),
          );
          tally.add('attempts');
          if (code !== 'role-missing') may.add(agent);
        }
        allowed.set(command, may);
        if (may.has('nobody-in-particular') && !OPEN_TO_ALL.has(command))
          tally.finds(`${command} runs without a role`);
        if (may.size === 0) tally.finds(`${command} is refused to everybody`);
      }
    }
    for (const command of ['roster find', 'roster sitting', 'letters print', 'codes reserve'])
      tally.holds(
        allowed.get(command)?.has('role-statistician') === false,
        `${command} is open to a statistician`,
      );
    tally.holds(
      allowed.get('cohort key')?.has('role-statistician') === false,
      'one role has both keys of a cohort',
    );
    for (const command of ['campaign anonymise', 'campaign export'])
      tally.holds(allowed.get(command)?.has('role-agent') === false, `${command} is open to an agent`);

    const lines = () => [...journalLines(small.vault)].length;
    const before = lines();
    const { lastName } = PUPILS[0]!;
    const [found] = (await findPupils(small.campaign, lastName)).pupils;
    tally.same(lines() - before, 1, 'lines in the journal for one search of a name');
    tally.holds(![...journalLines(small.vault)].at(-1)!.includes(lastName), 'the journal has the name');
    // In a copy of the vault, so that this campaign stays without roles.
    using vault = openVault(copy);
    const agent = { who: 'role-agent', now: () => new Date() };
    const alone = (title: string, work: () => unknown) => tally.refuses(title, work, 'approval-missing');
    await alone('a closing by one person', () =>
      closeCampaign(vault, small.keys, agent, NAME, { platform: small.platform.url }),
    );
    await alone('all codes replaced by one person', () =>
      replaceLeakedCodes({ ...small.campaign, vault, actor: agent }),
    );
    setCampaignState(vault, NAME, 'closed');
    await alone('research data destroyed by one person', () =>
      destroyResearch(vault, small.keys, agent, NAME),
    );
    setCampaignState(vault, NAME, 'open');
    const campaign = { ...small.campaign, vault, actor: { who: 'role-support', now: () => new Date() } };
    await tally.refuses(
      'a sitting that is read by one person',
      () => sittingHistory(campaign, found!.order!),
      'approval-missing',
    );
    approve(vault, campaign.actor, 'read-sitting', sittingSubject(campaign, found!.order!));
    await tally.refuses(
      'a sitting that one person approves and reads',
      () => sittingHistory(campaign, found!.order!),
      'approval-missing',
    );
    approve(
      vault,
      { ...campaign.actor, who: 'role-custodian' },
      'read-sitting',
      sittingSubject(campaign, found!.order!),
    );
    tally.holds(sittingHistory(campaign, found!.order!).codes.length > 0, 'two persons read nothing');
  },
};

async function refusalOf(run: () => Promise<unknown>): Promise<string> {
  try {
    await run();
    return 'ran';
  } catch (error) {
    return String((error as { code?: unknown }).code ?? 'error');
  }
}

function terminalOf(agent: string, isStopped: boolean): Terminal {
  const silent = () => undefined;
  return {
    lang: 'en',
    json: true,
    env: { CLOISON_AGENT: agent, CLOISON_PASSPHRASE: 'x', CLOISON_NEW_PASSPHRASE: 'y' },
    signal: isStopped ? AbortSignal.abort() : new AbortController().signal,
    say: (words: { en: string }) => words.en,
    print: silent,
    note: silent,
    event: silent,
    progress: () => ({ update: silent, stop: silent }),
  } as unknown as Terminal;
}
