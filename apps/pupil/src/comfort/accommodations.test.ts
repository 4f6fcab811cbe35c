import type { Tool } from '@cloison/protocol';
import { cardTools } from '@cloison/qti/delivery';
import { describe, expect, it } from 'vitest';
import { allowedTools } from './accommodations.ts';

const ticket = (...tools: Tool[]) => ({
  accommodations: {
    timeFactor: 1,
    font: null,
    zoom: null,
    contrast: null,
    ...(tools.length === 0 ? {} : { tools }),
  },
});

describe('the tools of a pupil', () => {
  it('are none while nobody has allowed one', () => {
    const none = { readAloud: false, calculator: false, cards: new Set() };
    expect(allowedTools(ticket(), {}, null)).toEqual(none);
    expect(allowedTools(ticket(), {}, {})).toEqual(none);
  });

  it.each(Object.values(cardTools))(
    '%s is given by the ticket or by the campaign, and brings no other card',
    (tool) => {
      const expected = new Set([tool]);
      expect(allowedTools(ticket(tool), {}, null).cards).toEqual(expected);
      expect(allowedTools(ticket(), { tools: [tool] }, null).cards).toEqual(expected);
    },
  );

  it('are what both give together', () => {
    const both = allowedTools(ticket('glossary'), { tools: ['readAloud'] }, null);
    expect(both).toEqual({ readAloud: true, calculator: false, cards: new Set(['readAloud', 'glossary']) });
  });

  it('an item gives its calculator for itself, and nothing else', () => {
    const given = { readAloud: false, calculator: true, cards: new Set() };
    expect(allowedTools(ticket(), {}, { calculator: true })).toEqual(given);
    expect(allowedTools(ticket('calculator'), {}, null)).toEqual(given);
  });
});
