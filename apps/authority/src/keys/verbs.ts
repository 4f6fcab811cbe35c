import { chooseCampaign } from '../campaign/open-campaign.ts';
import { addVerb, type Register, type Session } from '../cli/verb.ts';
import { copyKey, keyCopies } from './copies.ts';

export const registerKeysInit: Register = (room, context) => {
  addVerb(room, context, {
    name: 'init',
    onCampaign: false,
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
};

export const registerKeysShow: Register = (room, context) => {
  addVerb(room, context, {
    name: 'show',
    onCampaign: false,
    summary: {
      fr: 'montre la clé publique et son empreinte',
      en: 'shows the public key and its fingerprint',
    },
    examples: ['cloison keys show', 'cloison keys show --json'],
    run: async (session) => showAuthority(session),
  });
};

function showAuthority(session: Session) {
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

const purposeOption = {
  flags: '--purpose <purpose>',
  words: { fr: 'quelle clé', en: 'which key' },
  choices: ['identity', 'research'],
  fallback: 'identity',
} as const;

export const registerKeysCopy: Register = (room, context) => {
  addVerb(room, context, {
    name: 'copy',
    summary: {
      fr: 'copie la clé d’une campagne (toujours protégée par la phrase secrète) et inscrit la copie au journal',
      en: 'copies a campaign’s key (still wrapped by the passphrase) and registers the copy in the journal',
    },
    options: [
      {
        flags: '--to <file>',
        words: { fr: 'le fichier de la copie', en: 'the file of the copy' },
        required: true,
      },
      purposeOption,
    ],
    examples: ['cloison keys copy --campaign 2026-6e --to /media/coffre-fort/identity-2026-6e.json'],
    run: async (session, options) => {
      const vault = session.vault();
      const campaign = chooseCampaign(vault, session.campaignName);
      const purpose = options.purpose === 'research' ? 'research' : 'identity';
      const path = await copyKey(vault, session.keys(), session.actor, purpose, campaign, String(options.to));
      session.print(
        session.say(
          { fr: 'Copie écrite et inscrite : {path}', en: 'Copy written and registered: {path}' },
          { path },
        ),
      );
      return { path };
    },
  });
};

export const registerKeysList: Register = (room, context) => {
  addVerb(room, context, {
    name: 'list',
    summary: {
      fr: 'liste les copies inscrites de la clé d’une campagne',
      en: 'lists the registered copies of a campaign’s key',
    },
    examples: ['cloison keys list --campaign 2026-6e'],
    run: async (session) => {
      const vault = session.vaultToRead();
      const copies = keyCopies(vault, chooseCampaign(vault, session.campaignName));
      for (const copy of copies) {
        const state =
          copy.destroyed_at === null
            ? session.say({ fr: 'présente', en: 'present' })
            : session.say({ fr: 'détruite le {at}', en: 'destroyed on {at}' }, { at: copy.destroyed_at });
        session.print(`${copy.purpose.padEnd(9)} ${copy.key_id}  ${copy.path}  (${state})`);
      }
      return { copies };
    },
  });
};
