/** Names that reach the browser and tell which choice is right: `identifier="correct"`, a class, the name of a file. */

import type { Interaction } from '../delivery/delivery-item.ts';
import type { ResponseDeclaration } from '../model/item.ts';

const ofKeys =
  /(?:^|[^\p{L}])(?:correcte?|answer|solution|juste|exacte?|bonne|right-?answer|bonne-?reponse)(?![\p{Ll}])/iu;
const ofOthers =
  /(?:^|[^\p{L}])(?:incorrecte?|wrong|mauvaise?|distractor|distracteur|erreur|fausse|inexacte?)(?![\p{Ll}])/iu;

/** The names by which the right choices can be told from the others; empty when they cannot. */
export function namesOfKeys({ correct }: ResponseDeclaration, interaction: Interaction): string[] {
  const choices = namedChoices(interaction);
  const right = new Set((correct?.members ?? []).map(String));
  const keys = choices.filter(({ id }) => right.has(id));
  const others = choices.filter(({ id }) => !right.has(id));
  if (keys.length === 0 || others.length === 0) return [];
  const tell = (some: typeof choices, rest: typeof choices, pattern: RegExp): string[] => {
    const found = some.map(({ names }) => names.find((name) => pattern.test(name)));
    const isSure = found.every((name) => name !== undefined);
    return isSure && !rest.some(({ names }) => names.some((name) => pattern.test(name)))
      ? found.filter((name) => name !== undefined)
      : [];
  };
  return [...new Set([...tell(keys, others, ofKeys), ...tell(others, keys, ofOthers)])].slice(0, 5);
}

interface Named {
  readonly id: string;
  readonly names: readonly string[];
}

/** Choices with the names around what a pupil reads. */
function namedChoices(interaction: Interaction): Named[] {
  switch (interaction.kind) {
    case 'choice':
    case 'inlineChoice':
      return interaction.choices.map(({ id, content }) => ({ id, names: [id, ...namesIn(content)] }));
    case 'hottext':
      return hottexts(interaction.content);
    case 'hotspot':
      return interaction.hotspots.map(({ id }) => ({ id, names: [id] }));
    default:
      return [];
  }
}

type Nodes = Extract<Interaction, { readonly kind: 'hottext' }>['content'];

function hottexts(nodes: Nodes): Named[] {
  return nodes.flatMap((node) => {
    if (node.kind === 'text') return [];
    if (node.kind === 'element') return hottexts(node.children);
    return [{ id: node.id, names: [node.id, ...namesIn(node.content)] }];
  });
}

/** Classes, identifiers, titles and files of elements. */
function namesIn(nodes: Extract<Nodes[number], { readonly kind: 'hot' }>['content']): string[] {
  return nodes.flatMap((node) => {
    if (node.kind === 'text') return [];
    const { class: classes = '', id = '', title = '', src = '' } = node.attributes;
    return [...classes.split(' '), id, title, src, ...namesIn(node.children)].filter((name) => name !== '');
  });
}
