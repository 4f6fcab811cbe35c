import { EXIT, refusals } from '@cloison/command/refusal';

export const refuseConsole = refusals({
  'console-request': {
    exit: EXIT.usage,
    fr: 'La demande n’a pas la bonne forme : {detail}.',
    en: 'The request does not have the right form: {detail}.',
  },
  'console-campaign': {
    exit: EXIT.usage,
    fr: 'Aucune campagne n’est choisie.',
    en: 'No campaign is chosen.',
  },
  'console-keys': {
    exit: EXIT.key,
    fr: 'Les clés de l’office ne sont pas là : ce qui est scellé reste fermé. Branchez leur support et relancez « cloison console ».',
    en: 'The office’s keys are not here: what is sealed stays closed. Connect their medium and start “cloison console” again.',
  },
  'console-pages': {
    exit: EXIT.refused,
    fr: 'Les pages de la console ne sont pas construites ({path}). Lancez « npm run build ».',
    en: 'The console’s pages are not built ({path}). Run “npm run build”.',
  },
  'console-port': {
    exit: EXIT.refused,
    fr: 'Le port {port} est déjà pris sur cette machine. Donnez-en un autre avec --port, ou aucun.',
    en: 'Port {port} is already taken on this machine. Give another with --port, or none.',
  },
  'console-nothing': {
    exit: EXIT.refused,
    fr: 'Il n’y a encore rien à lire ici.',
    en: 'There is nothing to read here yet.',
  },
  'console-file': {
    exit: EXIT.usage,
    fr: 'Le fichier {path} ne se lit pas sur cette machine ({detail}).',
    en: 'The file {path} cannot be read on this machine ({detail}).',
  },
  'console-place': {
    exit: EXIT.usage,
    fr: '{path} est dans le dossier du coffre ou des clés : donnez un autre endroit.',
    en: '{path} is inside the folder of the vault or of the keys: give another place.',
  },
  'console-large': {
    exit: EXIT.usage,
    fr: 'Le fichier {path} a plus de {most} Mo : ce n’est pas ce qui est attendu ici.',
    en: 'The file {path} has more than {most} MB: it is not what is expected here.',
  },
  'console-no-work': {
    exit: EXIT.usage,
    fr: 'Cette console n’a pas de travail {id}.',
    en: 'This console has no work {id}.',
  },
  'console-working': {
    exit: EXIT.locked,
    fr: 'Un travail est en cours dans cette console ({work}) : attendez sa fin, ou arrêtez-le.',
    en: 'Work is going on in this console ({work}): wait for its end, or stop it.',
  },
});
