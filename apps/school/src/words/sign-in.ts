/** Signing in with a code. */
import { english, french } from './counts.ts';

const fr = {
  title: 'Espace école',
  label: 'Votre code d’accès',
  help: 'Cinq groupes de quatre caractères, remis par la direction. Majuscules, espaces et tirets n’ont pas d’importance.',
  go: 'Entrer',
  checking: 'Vérification…',
  good: 'Ce code est bien formé.',
  partial: (typed: number, length: number) => `${typed} caractères sur ${length}`,
  symbol: (position: number, symbol: string) =>
    `Le caractère ${position} (« ${symbol} ») n’existe dans aucun code. Vérifiez-le.`,
  tooLong: (length: number) => `Il y a trop de caractères : un code en a ${length}.`,
  check: 'Un caractère est faux, ou deux sont inversés. Comparez avec le papier, groupe par groupe.',
  unknown:
    'Ce code n’est pas, ou n’est plus, valable. Vérifiez qu’il est bien de cette campagne ; sinon demandez-en un autre à la direction (ou, pour la direction, à l’académie).',
  /** Keyed booklets; requests and declarations. */
  replaced: ({ booklets, tellings }: { readonly booklets: number; readonly tellings: number }) => {
    const left = [
      ...(booklets === 0 ? [] : [`${booklets} cahier${french.s(booklets)}`]),
      ...(tellings === 0
        ? []
        : [`${tellings} demande${french.s(tellings)} ou déclaration${french.s(tellings)}`]),
    ];
    return `Ce code n’est plus valable. Cet ordinateur a encore, non envoyé : ${left.join(', ')}. Entrez maintenant ici avec votre nouveau code, et tout partira ; si la page a été fermée entre-temps, retapez d’abord l’ancien. Le nouveau code se demande à la direction (pour la direction, à l’académie).`;
  },
  closed: (opens: string | null, closes: string | null) =>
    opens === null || closes === null
      ? 'Ce code est bon, mais la période est fermée.'
      : `Ce code est bon, mais il sert du ${opens} au ${closes}. Revenez pendant cette période.`,
  browser:
    'Ce navigateur est trop ancien, ou un réglage l’empêche de vérifier votre code. Ouvrez cette page dans un autre navigateur, plus récent : votre code reste bon.',
  unreachable:
    'La plateforme ne répond pas. Vérifiez le réseau, puis réessayez : votre code n’est pas en cause.',
  busy: 'La plateforme reçoit trop de demandes. Attendez une minute, puis réessayez.',
  noKeyring:
    'Ce code est bon, mais rien n’a encore été publié pour lui. Réessayez demain, ou prévenez la direction.',
  altered:
    'Ce que la plateforme a envoyé n’est pas ce que le service statistique a scellé. N’entrez rien ; prévenez l’assistance de la campagne.',
  wrongPage:
    'Cette page ne s’ouvre pas à la bonne adresse : il manque le nom de la campagne. Reprenez l’adresse imprimée sur votre carte.',
  locked: 'Verrouillé après 30 minutes sans activité. Retapez votre code : rien n’est perdu.',
  signedOut: 'Vous êtes déconnecté. Rien ne reste en clair sur cet ordinateur.',
  pupilPage: 'Vous êtes élève ? Allez à la page des élèves.',
  privacy: 'Les noms et les réponses sont chiffrés dans votre navigateur. L’hébergeur ne peut pas les lire.',
};

export type SignInWords = typeof fr;

const en: SignInWords = {
  title: 'School desk',
  label: 'Your access code',
  help: 'Five groups of four characters, handed out by the head of school. Case, spaces and hyphens do not matter.',
  go: 'Enter',
  checking: 'Checking…',
  good: 'This code is well formed.',
  partial: (typed, length) => `${typed} of ${length} characters`,
  symbol: (position, symbol) => `Character ${position} (“${symbol}”) is in no code. Check it.`,
  tooLong: (length) => `Too many characters: a code has ${length}.`,
  check: 'One character is wrong, or two have changed places. Compare with the paper, group by group.',
  unknown:
    'This code is not, or no longer, valid. Check that it belongs to this campaign; otherwise ask the head of school for another (heads: ask the académie).',
  replaced: ({ booklets, tellings }) => {
    const left = [
      ...(booklets === 0 ? [] : [`${booklets} booklet${english.s(booklets)}`]),
      ...(tellings === 0
        ? []
        : [`${tellings} request${english.s(tellings)} or declaration${english.s(tellings)}`]),
    ];
    return `This code is no longer valid. This computer still has, not sent: ${left.join(', ')}. Enter now with your new code, here, and all of it leaves; if the page was closed meanwhile, type the old code first. Ask the head of school for the new one (heads: ask the académie).`;
  },
  closed: (opens, closes) =>
    opens === null || closes === null
      ? 'This code is right, but the period is closed.'
      : `This code is right, but it serves from ${opens} to ${closes}. Come back during that period.`,
  browser:
    'This browser is too old, or a setting keeps it from checking your code. Open this page in another, newer browser: your code stays good.',
  unreachable:
    'The platform does not answer. Check the school’s network, then try again: your code is not the cause.',
  busy: 'The platform has too many requests. Wait a minute, then try again.',
  noKeyring:
    'This code is right, but nothing has been published for it yet. Try again tomorrow, or tell the head of school.',
  altered:
    'What the platform sent is not what the statistics office sealed. Enter nothing; tell the campaign’s support.',
  wrongPage:
    'This page is not at its right address: the campaign’s name is missing. Use the address printed on your card.',
  locked: 'Locked after 30 minutes without activity. Type your code again: nothing is lost.',
  signedOut: 'You are signed out. Nothing readable stays on this computer.',
  pupilPage: 'Are you a pupil? Go to the pupils’ page.',
  privacy: 'Names and answers are encrypted in your browser. The host cannot read them.',
};

export const signIn = { fr, en };
