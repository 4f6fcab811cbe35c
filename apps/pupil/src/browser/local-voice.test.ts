import { expect, it } from 'vitest';
import { chooseVoice } from './local-voice.ts';

const voice = (lang: string, localService: boolean, isDefault = false) => ({
  lang,
  localService,
  default: isDefault,
});

it('a voice that would send the text away is never chosen', () => {
  expect(chooseVoice([voice('fr-FR', false, true)], 'fr')).toBeNull();
  const own = voice('fr-CA', true);
  expect(chooseVoice([voice('fr-FR', false, true), own], 'fr-FR')).toBe(own);
});

it('the voice has the language of the text, its own country first', () => {
  const [french, canadian, english] = [
    voice('fr_FR', true),
    voice('fr-CA', true, true),
    voice('en-GB', true),
  ];
  expect(chooseVoice([english, canadian, french], 'fr-FR')).toBe(french);
  expect(chooseVoice([english, french, canadian], 'fr')).toBe(canadian);
  expect(chooseVoice([french, canadian], 'en')).toBeNull();
});
