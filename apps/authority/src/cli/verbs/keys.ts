import { choice, fileToWrite, required, withDefault } from '@cloison/command';
import type { Words } from '@cloison/command/refusal';
import { campaignRow, chooseCampaign } from '../../campaign/campaign-row.ts';
import { stepDetail } from '../../campaign/closing-steps.ts';
import { requireKeyKept } from '../../campaign/open-campaign.ts';
import { lastJournalLine } from '../../journal/last-line.ts';
import {
  type CopyPlace,
  copyKey,
  destructionOutcomes,
  keyCopies,
  lookAtCopy,
  unregisteredOwn,
} from '../../keys/copies.ts';
import type { Outcome } from '../../keys/destroy-file.ts';
import { finishReplacement } from '../../keys/signing-keys.ts';
import { requireResearchKept } from '../../research/destroy-research.ts';
import { sayIso } from '../../time/format-time.ts';
import type { KeyCopyRow } from '../../vault/rows.ts';
import { hasVault, type Vault } from '../../vault/vault.ts';
import { campaignVerb, verb } from '../frame/authority-frame.ts';
import type { Session } from '../frame/session.ts';

export const keysInitVerb = verb({
  name: 'init',
  roles: null,
  summary: {
    fr: 'crée le dossier des clés et la clé de signature',
    en: 'creates the key folder and the signing key',
  },
  examples: ['cloison keys init --keys /media/cles', 'CLOISON_PASSPHRASE=… cloison keys init'],
  run: async (session) => {
    await session.keys().initialise();
    return showAuthority(session);
  },
});

export const keysShowVerb = verb({
  name: 'show',
  roles: null,
  summary: {
    fr: 'montre la clé publique et son empreinte',
    en: 'shows the public key and its fingerprint',
  },
  examples: ['cloison keys show', 'cloison keys show --json'],
  run: async (session) => showAuthority(session),
});

function showAuthority(session: Session) {
  if (hasVault(session.vaultFolder)) finishReplacement(session.vaultToRead(), session.keys());
  const { publicKey, fingerprint } = session.keys().authorityPublic();
  const text = Buffer.from(publicKey).toString('base64url');
  session.print(
    session.say({ fr: 'Clé publique (Ed25519) : {key}', en: 'Public key (Ed25519): {key}' }, { key: text }),
  );
  session.print(
    session.say({ fr: 'Empreinte : {print}', en: 'Fingerprint: {print}' }, { print: fingerprint }),
  );
  return { publicKey: text, fingerprint };
}

const purposeOption = withDefault(choice(['identity', 'research']), 'identity', {
  fr: 'quelle clé',
  en: 'which key',
});

export const keysCopyVerb = campaignVerb({
  name: 'copy',
  checksPlaces: true,
  roles: ['custodian'],
  summary: {
    fr: 'copie la clé d’une campagne (toujours protégée par la phrase secrète) et inscrit la copie au journal',
    en: 'copies a campaign’s key (still wrapped by the passphrase) and registers the copy in the journal',
  },
  options: {
    to: required(fileToWrite(), { fr: 'le fichier de la copie', en: 'the file of the copy' }),
    purpose: purposeOption,
  },
  examples: ['cloison keys copy --campaign 2026-6e --to /media/coffre-fort/identity-2026-6e.json'],
  run: async (session, options) => {
    const vault = session.vault();
    const campaign = chooseCampaign(vault, session.campaignName);
    const { purpose } = options;
    // A key that was destroyed is not one to be put back.
    if (purpose === 'identity') requireKeyKept(vault, session.keys(), campaignRow(vault, campaign));
    else requireResearchKept(vault, campaign);
    const path = await copyKey(vault, session.keys(), session.actor, purpose, campaign, options.to);
    session.print(
      session.say(
        { fr: 'Copie écrite et inscrite : {path}', en: 'Copy written and registered: {path}' },
        { path },
      ),
    );
    return { path };
  },
});

type CopyState = CopyPlace | 'destroyed';

/** What `keys list` says of a copy, after having looked. */
const STATES: Readonly<Record<CopyState, Words>> = {
  present: { fr: 'présente', en: 'present' },
  other: {
    fr: 'un autre fichier est à sa place, ou elle est abîmée',
    en: 'another file is in its place, or it is damaged',
  },
  absent: {
    fr: 'absente : son dossier est là, sans elle',
    en: 'not there: its folder is, without it',
  },
  unreachable: {
    fr: 'hors d’atteinte : son dossier n’est pas là, support débranché ?',
    en: 'out of reach: its folder is not there, medium not connected?',
  },
  destroyed: { fr: 'détruite le {at}', en: 'destroyed on {at}' },
};

/** What destroys a key. */
type Destruction = KeyCopyRow['purpose'];

const DESTRUCTIONS: Readonly<Record<Destruction, { readonly name: Words; readonly command: string }>> = {
  identity: { name: { fr: 'la fermeture', en: 'the closing' }, command: 'cloison campaign close' },
  research: {
    name: { fr: 'la destruction des données de recherche', en: 'the destruction of research data' },
    command: 'cloison campaign destroy-research',
  },
};

/** Added to a copy that was not destroyed when its turn had come. */
const NOT_DESTROYED = {
  /** All else is done. */
  left: {
    fr: ' — non détruite par {name} : à détruire à la main',
    en: ' — not destroyed by {name}: to be destroyed by hand',
  },
  /** Nothing more was noted of it. */
  unknown: {
    fr: ' — sort inconnu : sa destruction a été coupée en chemin',
    en: ' — fate not known: its destruction was cut short',
  },
  awaited: {
    fr: ' — {name} l’attend : branchez son support, puis relancez « {command} »',
    en: ' — {name} waits for it: connect its medium, then run “{command}” again',
  },
  searched: {
    fr: ' — {name}, qui n’est pas finie, la cherchera encore : relancez « {command} »',
    en: ' — {name}, which has not ended, looks for it again: run “{command}” again',
  },
  /** In the key store at hand, whose path is not the registered one. */
  unregistered: {
    fr: ' — pas inscrite : {name} la détruira aussi, sous ce même --keys',
    en: ' — not registered: {name} will destroy it too, under this same --keys',
  },
} as const satisfies Readonly<Record<string, Words>>;

/** Null: nothing is to be added. `isOver`: what destroys this key has ended. */
function notDestroyed(
  state: CopyState,
  outcome: Outcome | null,
  isOver: boolean,
): keyof typeof NOT_DESTROYED | null {
  if (state === 'destroyed' || outcome === null) return null;
  if (!isOver && state === 'unreachable') return 'awaited';
  if (outcome === 'unknown' && state !== 'present') return 'unknown';
  return isOver ? 'left' : 'searched';
}

function isDestructionOver(vault: Vault, campaign: string, purpose: Destruction): boolean {
  return purpose === 'identity'
    ? stepDetail(vault, campaign, 'destroyed') !== null
    : lastJournalLine(vault, campaign, 'campaign.destroy-research') !== null;
}

export const keysListVerb = campaignVerb({
  name: 'list',
  roles: ['agent', 'statistician', 'support', 'custodian'],
  summary: {
    fr: 'liste les copies inscrites de la clé d’une campagne, et regarde si chacune est à sa place',
    en: 'lists the registered copies of a campaign’s key, and looks whether each is in its place',
  },
  examples: ['cloison keys list --campaign 2026-6e'],
  run: async (session) => {
    const vault = session.vaultToRead();
    const campaign = chooseCampaign(vault, session.campaignName);
    const outcomes = {
      identity: destructionOutcomes(vault, 'identity', campaign),
      research: destructionOutcomes(vault, 'research', campaign),
    };
    const copies = keyCopies(vault, campaign).map((copy) => {
      const outcome = outcomes[copy.purpose].get(copy.path) ?? null;
      const destroyed = copy.destroyed_at !== null && outcome !== 'absent';
      const state: CopyState = destroyed ? 'destroyed' : lookAtCopy(copy);
      const isOver = isDestructionOver(vault, campaign, copy.purpose);
      return { ...copy, registered: true, state, more: notDestroyed(state, outcome, isOver) };
    });
    const own = (['identity', 'research'] as const).flatMap((purpose) => {
      const found = unregisteredOwn(vault, session.keysFolder, purpose, campaign);
      if (found === null) return [];
      const more: keyof typeof NOT_DESTROYED = isDestructionOver(vault, campaign, purpose)
        ? 'left'
        : 'unregistered';
      const { keyId: key_id, path } = found;
      const at = { registered_at: null, destroyed_at: null };
      return [{ key_id, purpose, campaign, path, ...at, registered: false, state: 'present' as const, more }];
    });
    const all = [...copies, ...own];
    const width = Math.max(0, ...all.map(({ path }) => path.length));
    for (const { purpose, key_id, path, state, more, destroyed_at } of all) {
      const at = destroyed_at === null ? '' : sayIso(destroyed_at)[session.lang];
      const { name, command } = DESTRUCTIONS[purpose];
      const values = { name: session.say(name), command };
      const said =
        session.say(STATES[state], { at }) + (more === null ? '' : session.say(NOT_DESTROYED[more], values));
      session.print(`${purpose.padEnd(9)} ${key_id}  ${path.padEnd(width)}  (${said})`);
    }
    return {
      copies: all.map(({ more, ...one }) => ({ ...one, left: more === 'left' || more === 'unknown' })),
    };
  },
});
