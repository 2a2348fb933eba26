/**
 * Facts as a picture: names as nodes, relations as arrows. An arrow's words lead to the memory that states it, a name to its own facts.
 *
 * Everything in it stands in the list beside it too; whoever cannot see the picture loses nothing.
 */

import type { VNode } from 'preact'
import type { KnownFact } from '../evolution-types.ts'
import type { FactGraph, GraphEdge, GraphNode } from '../logic/fact-graph.ts'
import { nameKey } from '../logic/fact-graph.ts'

const NAME_LETTERS_MAX = 24
const RELATION_LETTERS_MAX = 28
const RELATIONS_SHOWN_MAX = 3
/** A wider picture scrolls: scaled, its words could not be read. */
const SCALED_WIDTH_MAX = 1_300
const LINE_HEIGHT = 14
const NODE_RADIUS = 7
/** So that an arrow's tip touches the node and does not lie under it. */
const TIP = NODE_RADIUS + 5

function cut(text: string, lettersMax: number): string {
  return text.length <= lettersMax ? text : `${text.slice(0, lettersMax - 1)}…`
}

function linePath({ from, to }: GraphEdge): string {
  if (from === to) {
    const { x, y } = from
    return `M${x - 6} ${y - TIP} C${x - 34} ${y - 52} ${x + 34} ${y - 52} ${x + 6} ${y - TIP}`
  }
  const dx = to.x - from.x
  const dy = to.y - from.y
  const length = Math.max(1, Math.hypot(dx, dy))
  const shrink = Math.min(TIP, length / 3) / length
  const [x, y] = [dx * shrink, dy * shrink]
  return `M${from.x + x} ${from.y + y} L${to.x - x} ${to.y - y}`
}

function EdgeLine({ edge }: { readonly edge: GraphEdge }): VNode {
  const leaves = edge.facts.some(({ subject }) => nameKey(subject) === edge.from.key)
  const comes = edge.facts.some(({ subject }) => nameKey(subject) !== edge.from.key)
  return (
    <path
      class="graph-line"
      d={linePath(edge)}
      marker-end={leaves ? 'url(#graph-arrow)' : undefined}
      marker-start={comes ? 'url(#graph-arrow)' : undefined}
    />
  )
}

interface LabelProps {
  readonly edge: GraphEdge
  readonly hrefOf: (fact: KnownFact) => string
}

function EdgeLabel({ edge, hrefOf }: LabelProps): VNode {
  const { from, to, facts } = edge
  const shown = facts.slice(0, RELATIONS_SHOWN_MAX)
  const x = (from.x + to.x) / 2
  const middle = from === to ? from.y - 46 : (from.y + to.y) / 2
  const top = middle - ((shown.length - 1) * LINE_HEIGHT) / 2 + 4
  return (
    <g class="graph-label">
      {shown.map((fact, index) => (
        <a key={fact.id} href={hrefOf(fact)} aria-label={fact.text}>
          <title>{fact.text}</title>
          <text x={x} y={top + index * LINE_HEIGHT} text-anchor="middle">
            {cut(fact.relation, RELATION_LETTERS_MAX)}
            {index === shown.length - 1 && facts.length > shown.length
              ? ` +${facts.length - shown.length}`
              : ''}
          </text>
        </a>
      ))}
    </g>
  )
}

function NodeMark({ node, href }: { readonly node: GraphNode; readonly href: string }): VNode {
  const { x, y, name, degree } = node
  return (
    <a class="graph-node" href={href} aria-label={`Facts about ${name}`}>
      <title>{name}</title>
      <circle cx={x} cy={y} r={Math.min(12, NODE_RADIUS - 1 + degree)} />
      <text x={x} y={y + 24} text-anchor="middle">
        {cut(name, NAME_LETTERS_MAX)}
      </text>
    </a>
  )
}

export interface FactPictureProps {
  readonly graph: FactGraph
  readonly hrefOfFact: (fact: KnownFact) => string
  readonly hrefOfName: (name: string) => string
}

export function FactPicture({ graph, hrefOfFact, hrefOfName }: FactPictureProps): VNode {
  const { nodes, edges, width, height } = graph
  return (
    <div class="graph-scroll">
      <svg
        class={width <= SCALED_WIDTH_MAX ? 'graph scaled' : 'graph'}
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        aria-label="Graph of the facts"
      >
        <defs>
          <marker
            id="graph-arrow"
            viewBox="0 0 8 8"
            refX="6"
            refY="4"
            markerWidth="7"
            markerHeight="7"
            orient="auto-start-reverse"
          >
            <path class="graph-tip" d="M0 0.5 7 4 0 7.5z" />
          </marker>
        </defs>
        {edges.map((edge) => (
          <EdgeLine key={`${edge.from.key} ${edge.to.key}`} edge={edge} />
        ))}
        {nodes.map((node) => (
          <NodeMark key={node.key} node={node} href={hrefOfName(node.name)} />
        ))}
        {edges.map((edge) => (
          <EdgeLabel key={`${edge.from.key} ${edge.to.key}`} edge={edge} hrefOf={hrefOfFact} />
        ))}
      </svg>
    </div>
  )
}
