/**
 * Content of an item as elements: a total function over the allow-list. What is not listed is not rendered, so no item
 * can run a script, load from elsewhere or restyle the page.
 */
import {
  type ContentNode,
  cardsOf,
  type DeliveryNode,
  type ElementNode,
  type GapContent,
  type GapNode,
  type HottextContent,
  type HottextNode,
  type Interaction,
  isHtmlElementName,
  isMathElementName,
  type TextNode,
  voidElements,
} from '@cloison/qti/delivery';
import { Button } from '@cloison/theme';
import {
  createContext,
  createElement,
  Fragment,
  type ReactElement,
  type ReactNode,
  useContext,
  useState,
} from 'react';
import { Dialog } from '../../later/Dialog.tsx';
import { plainText } from '../../sitting/item-layout.ts';
import { useWords } from '../../words/WordsContext.tsx';
import { htmlProps, mathProps } from './attributes.ts';
import { Explained } from './Explained.tsx';
import { useItem } from './ItemContext.tsx';

export interface ContentProps {
  readonly nodes: readonly ContentNode[];
  /** Its words can be explained: it is not part of what is pressed to answer. */
  readonly explains?: boolean;
}

/** Text, pictures, tables, formulas: what a prompt or a choice is made of. It holds no interaction. */
export function Content({ nodes, explains = false }: ContentProps): ReactNode {
  return (
    <PicturesCanGrow value={false}>
      <CardsAreOffered value={explains}>{nodeViews(nodes, () => null)}</CardsAreOffered>
    </PicturesCanGrow>
  );
}

/** A picture of the text can be enlarged; one in a choice or a label is pressed for another reason. */
const PicturesCanGrow = createContext(false);
/** Catalogs are offered in texts and prompts, not in what is a button already. */
const CardsAreOffered = createContext(false);

type RenderInteraction = (interaction: Interaction) => ReactElement | null;
type Leaf = Interaction | GapNode | HottextNode;
type AnyNode = TextNode | ElementNode<AnyNode> | Leaf;
type RenderLeaf = (leaf: Leaf) => ReactElement | null;

export interface BodyProps {
  readonly nodes: readonly DeliveryNode[];
  /** Draws the interactions, wherever they stand in the content. */
  readonly renderInteraction: RenderInteraction;
}

/** Content in which interactions stand: the body of an item. */
export function Body({ nodes, renderInteraction }: BodyProps): ReactNode {
  return (
    <PicturesCanGrow value={true}>
      <CardsAreOffered value={true}>
        {nodeViews(nodes, (leaf) =>
          leaf.kind === 'gap' || leaf.kind === 'hot' ? null : renderInteraction(leaf),
        )}
      </CardsAreOffered>
    </PicturesCanGrow>
  );
}

interface TextWithGapsProps {
  readonly nodes: readonly GapContent[];
  readonly renderGap: (gap: GapNode) => ReactElement;
}

/** A text with gaps. */
export function TextWithGaps({ nodes, renderGap }: TextWithGapsProps): ReactNode {
  return nodeViews(nodes, (leaf) => (leaf.kind === 'gap' ? renderGap(leaf) : null));
}

interface TextToChooseInProps {
  readonly nodes: readonly HottextContent[];
  readonly renderHottext: (hottext: HottextNode) => ReactElement;
}

/** A text of which parts can be chosen. */
export function TextToChooseIn({ nodes, renderHottext }: TextToChooseInProps): ReactNode {
  return nodeViews(nodes, (leaf) => (leaf.kind === 'hot' ? renderHottext(leaf) : null));
}

function nodeViews(nodes: readonly AnyNode[], renderLeaf: RenderLeaf): ReactElement[] {
  // The nodes of an item never change place: their index is their identity.
  return nodes.map((node, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: see above
    <NodeView key={index} node={node} renderLeaf={renderLeaf} />
  ));
}

interface NodeViewProps<Node> {
  readonly node: Node;
  readonly renderLeaf: RenderLeaf;
}

function NodeView({ node, renderLeaf }: NodeViewProps<AnyNode>): ReactElement | null {
  switch (node.kind) {
    case 'text':
      return <Fragment>{node.text}</Fragment>;
    case 'element':
      return <ElementView node={node} renderLeaf={renderLeaf} />;
    default:
      return renderLeaf(node);
  }
}

function ElementView(props: NodeViewProps<ElementNode<AnyNode>>): ReactElement | null {
  const { item, cards } = useItem();
  const isOffered = useContext(CardsAreOffered);
  const { name, attributes } = props.node;
  const id = attributes['data-catalog-idref'];
  if (!isOffered || id === undefined || cards === undefined) return <DrawnElement {...props} />;
  const offered = cardsOf(item.catalogs, id, cards).filter(({ support }) => support !== 'spoken');
  if (offered.length === 0) return <DrawnElement {...props} />;
  const explain = (isWord: boolean) => (children: ReactNode) => (
    <Explained catalogId={id} cards={offered} isWord={isWord} draw={(nodes) => <Content nodes={nodes} />}>
      {children}
    </Explained>
  );
  if (holdsButton.has(name)) return <DrawnElement {...props} inside={explain(isWords(props.node))} />;
  return explain(false)(<DrawnElement {...props} />);
}

/**
 * What catalogs say of the words in a piece, behind a button each that stands beside it: the piece itself is pressed and dragged.
 * Draws nothing where there is nothing to say.
 */
export function PieceCards({ nodes }: { readonly nodes: readonly ContentNode[] }): ReactElement | null {
  const { item, cards } = useItem();
  if (cards === undefined || item.catalogs === undefined) return null;
  const explained = catalogued(nodes).flatMap(({ id, node }) => {
    const offered = cardsOf(item.catalogs, id, cards).filter(({ support }) => support !== 'spoken');
    return offered.length === 0 ? [] : [{ id, word: plainText([node]), offered }];
  });
  if (explained.length === 0) return null;
  return (
    <span className="piece-cards">
      {explained.map(({ id, word, offered }) => (
        <Explained
          key={id}
          catalogId={id}
          cards={offered}
          isWord={false}
          of={word}
          draw={(content) => <Content nodes={content} />}
        />
      ))}
    </span>
  );
}

/** The elements that name a catalog, in their order. */
function catalogued(nodes: readonly ContentNode[]): { id: string; node: ContentNode }[] {
  return nodes.flatMap((node) => {
    if (node.kind !== 'element') return [];
    const id = node.attributes['data-catalog-idref'];
    return [...(id === undefined ? [] : [{ id, node }]), ...catalogued(node.children)];
  });
}

/** Text and its emphasis, without a picture or an interaction: a button can hold them. */
function isWords({ name, children }: ElementNode<AnyNode>): boolean {
  return (
    phrases.has(name) &&
    children.every((child) => child.kind === 'text' || (child.kind === 'element' && isWords(child)))
  );
}

interface DrawnProps extends NodeViewProps<ElementNode<AnyNode>> {
  /** What is put around its children. */
  readonly inside?: (children: ReactNode) => ReactNode;
}

function DrawnElement({ node, renderLeaf, inside: around }: DrawnProps): ReactElement | null {
  const { item } = useItem();
  const { name, attributes, children } = node;
  const childrenOf = (nodes: readonly AnyNode[]) => nodeViews(nodes, renderLeaf);
  // An item's own style reaches these elements, and none of the player's.
  const propsOf = () =>
    item.styles === undefined ? htmlProps(attributes) : { ...htmlProps(attributes), 'data-own': '' };
  if (isMathElementName(name)) {
    return createElement(name, mathProps(attributes), ...childrenOf(children));
  }
  if (!isHtmlElementName(name)) return null;
  switch (name) {
    case 'a':
      // No link is followed during a test: only its words are shown.
      return <span>{childrenOf(children)}</span>;
    case 'img':
      return <Picture attributes={attributes} />;
    case 'audio':
    case 'video':
      return (
        <Recording name={name} attributes={attributes}>
          {childrenOf(children)}
        </Recording>
      );
    case 'source':
    case 'track':
      return <MediaFile name={name} attributes={attributes} />;
    case 'table':
      return (
        <div className="item-table">
          <table {...propsOf()}>{childrenOf(children.filter(isNotBlank))}</table>
        </div>
      );
    default: {
      if (isPictureAlone(node)) {
        const props = propsOf();
        const className = `${props.className ?? ''} item-picture`.trim();
        return createElement(
          name,
          { ...props, className },
          ...(around === undefined ? childrenOf(children) : [around(childrenOf(children))]),
        );
      }
      const tableParts = /^(thead|tbody|tfoot|tr|colgroup)$/.test(name);
      const inside = tableParts ? children.filter(isNotBlank) : children;
      return voidElements.has(name)
        ? createElement(name, propsOf())
        : createElement(
            name,
            propsOf(),
            ...(around === undefined ? childrenOf(inside) : [around(childrenOf(inside))]),
          );
    }
  }
}

/** A picture alone on its line is centred. */
function isPictureAlone({ name, children }: ElementNode<AnyNode>): boolean {
  if (name !== 'p' && name !== 'div' && name !== 'figure') return false;
  const [only, ...others] = children.filter(isNotBlank);
  return others.length === 0 && only?.kind === 'element' && only.name === 'img';
}

const phrases: ReadonlySet<string> = new Set(
  'abbr b bdi bdo cite code del dfn em i ins kbd mark q s samp small span strong sub sup u var'.split(' '),
);
/** A button can stand at the end of them; after any other element it follows. */
const holdsButton: ReadonlySet<string> = new Set([
  ...phrases,
  ...'p li dt dd td th h1 h2 h3 h4 h5 h6 caption figcaption blockquote summary label'.split(' '),
]);

/** React warns about white space between the parts of a table, so it is left out. */
function isNotBlank(node: AnyNode): boolean {
  return node.kind !== 'text' || node.text.trim() !== '';
}

type Attributes = Readonly<Record<string, string>>;

function Picture({ attributes }: { readonly attributes: Attributes }) {
  const { assetUrl } = useItem();
  const words = useWords();
  const canGrow = useContext(PicturesCanGrow);
  const url = attributes.src === undefined ? null : assetUrl(attributes.src);
  if (url === null) {
    return (
      <span className="item-missing" role="img" aria-label={attributes.alt ?? words.item.assetMissing}>
        {words.item.assetMissing} {attributes.alt ?? ''}
      </span>
    );
  }
  const picture = <img alt="" {...htmlProps(attributes)} src={url} draggable={false} />;
  return canGrow ? <Enlargeable picture={picture} url={url} alt={attributes.alt ?? ''} /> : picture;
}

/** Narrower pictures are signs within a line. CSS pixels of the picture's own size. */
const FIGURE_WIDTH = 120;

interface EnlargeableProps {
  readonly picture: ReactElement;
  readonly url: string;
  readonly alt: string;
}

/** A picture with a button that shows it as large as the screen allows. */
function Enlargeable({ picture, url, alt }: EnlargeableProps) {
  const words = useWords();
  const [isFigure, setFigure] = useState(false);
  const [isOpen, setOpen] = useState(false);
  return (
    <span
      className="picture"
      onLoad={({ target }) => setFigure(target instanceof HTMLImageElement && target.width >= FIGURE_WIDTH)}
    >
      {picture}
      {isFigure && (
        <Button variant="secondary" icon="larger" iconOnly onPress={() => setOpen(true)}>
          {words.item.enlarge}
        </Button>
      )}
      <Dialog
        isOpen={isOpen}
        isDismissable
        onClose={() => setOpen(false)}
        title={words.item.picture}
        actions={
          <Button variant="primary" onPress={() => setOpen(false)}>
            {words.comfort.close}
          </Button>
        }
      >
        <img className="picture-large" src={url} alt={alt} draggable={false} />
      </Dialog>
    </span>
  );
}

interface RecordingProps {
  readonly name: 'audio' | 'video';
  readonly attributes: Attributes;
  readonly children: ReactNode;
}

function Recording({ name, attributes, children }: RecordingProps) {
  const { assetUrl } = useItem();
  const { src, poster } = attributes;
  const own = {
    ...htmlProps(attributes),
    controls: true,
    controlsList: 'nodownload noplaybackrate',
    ...(src === undefined ? {} : { src: assetUrl(src) ?? undefined }),
    ...(name === 'video' && poster !== undefined ? { poster: assetUrl(poster) ?? undefined } : {}),
  };
  return createElement(name, own, children);
}

function MediaFile({
  name,
  attributes,
}: {
  readonly name: 'source' | 'track';
  readonly attributes: Attributes;
}) {
  const { assetUrl } = useItem();
  const url = attributes.src === undefined ? null : assetUrl(attributes.src);
  return url === null ? null : createElement(name, { ...htmlProps(attributes), src: url });
}
