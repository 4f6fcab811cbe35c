import { choice, fileToWrite, required, withDefault } from '@cloison/command';
import type { Words } from '@cloison/command/refusal';
import { chooseCampaign } from '../../campaign/campaign-row.ts';
import { type CopyPlace, copyKey, destructionOutcomes, keyCopies, lookAtCopy } from '../../keys/copies.ts';
import { finishReplacement } from '../../keys/signing-keys.ts';
import { sayIso } from '../../time/format-time.ts';
import { hasVault } from '../../vault/vault.ts';
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

/** Added when the closing has come and this copy was not destroyed. */
const LEFT: Words = {
  fr: ' — non détruite à la fermeture : à détruire à la main',
  en: ' — not destroyed by the closing: to be destroyed by hand',
};

/** Added when its destruction was cut short, and nothing more was noted of it. */
const UNKNOWN: Words = {
  fr: ' — sort inconnu : sa destruction a été coupée en chemin',
  en: ' — fate not known: its destruction was cut short',
};

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
      const left = destroyed || outcome === null ? null : outcome === 'unknown' ? UNKNOWN : LEFT;
      return { ...copy, state, left };
    });
    const width = Math.max(0, ...copies.map(({ path }) => path.length));
    for (const { purpose, key_id, path, state, left, destroyed_at } of copies) {
      const at = destroyed_at === null ? '' : sayIso(destroyed_at)[session.lang];
      const said = session.say(STATES[state], { at }) + (left === null ? '' : session.say(left));
      session.print(`${purpose.padEnd(9)} ${key_id}  ${path.padEnd(width)}  (${said})`);
    }
    return { copies: copies.map((one) => ({ ...one, left: one.left !== null })) };
  },
});
