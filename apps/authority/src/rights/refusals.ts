import { EXIT, refusals } from '@cloison/command/refusal';

export const refuseRights = refusals({
  'rectify-nothing': {
    exit: EXIT.usage,
    fr: 'Dites ce qui est à corriger : --last-name, --first-name, --birth-date ou --sex.',
    en: 'Say what is to be corrected: --last-name, --first-name, --birth-date or --sex.',
  },
});
