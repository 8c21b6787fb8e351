import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { transformWithOxc } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kotlin, swift } from '../src/code/apollo'
import { bodyOf, type Question } from '../src/code/question'
import { curl, python, r, typescript } from '../src/code/scripts'
import { typed } from '../src/question'
import { contract } from './contract'

const run = promisify(execFile)
const question = (query: string, more: Partial<Question> = {}): Question => ({
  address: 'http://127.0.0.1:8080/graphql',
  language: 'en',
  query,
  variables: {},
  operationName: undefined,
  typed: typed(contract, query, more.operationName ?? null),
  ...more,
})

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pilotgraph-code-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('programs send what stands in the editor', () => {
  const nasty = [
    '# it\'s a "remark" with \\ and `${x}` and )---" and 海淀',
    'query Nasty($text: String! = "x", $filter: ZoneFilter) {',
    '  search(text: """a "quoted\\""" text""") { totalCount }',
    '  other: search(text: $text) { totalCount }',
    '  zones(filter: $filter) { nodes { name } }',
    '}',
    'query Other { release { id } }',
  ].join('\n')
  const variables = {
    text: 'it\'s "quoted" \\ `${x}` \n """ )---" $(echo no) 北京',
    filter: { kind: { in: ['PILOT_ZONE'] }, not: {} },
  }
  let server: Server
  let refusal: { type: string; text: string } | undefined // what is answered in place of rows
  let asked: { body: unknown; headers: Record<string, unknown> }
  let nastyQuestion: Question

  beforeAll(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .on('end', () => {
          const parameters = Object.fromEntries(new URL(request.url ?? '', 'http://x').searchParams)
          const body =
            request.method === 'GET'
              ? { ...parameters, ...(parameters['variables'] && { variables: JSON.parse(parameters['variables']) as unknown }) }
              : (JSON.parse(Buffer.concat(chunks).toString()) as unknown)
          asked = { body, headers: request.headers }
          if (refusal) {
            response.writeHead(400, { 'Content-Type': refusal.type }).end(refusal.text)
            return
          }
          response.end(request.headers.accept === 'text/csv' ? '\ufeff# Data: x\r\na\r\n1\r\n' : '{"data": {"a": 1}}')
        })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`
    nastyQuestion = question(nasty, { address, language: 'de', variables, operationName: 'Nasty' })
  })
  afterAll(() => new Promise((resolve) => server.close(resolve)))

  function expectAsked() {
    const { query, ...rest } = asked.body as { query: string }
    expect(query.trim()).toBe(nasty)
    expect(rest).toEqual({ variables, operationName: 'Nasty' })
    expect(asked.headers['accept-language']).toBe('de')
  }

  test('curl', async () => {
    const { stdout } = await run('bash', ['-c', curl(nastyQuestion)])
    expect(JSON.parse(stdout)).toEqual({ data: { a: 1 } })
    expectAsked()
  })

  test('curl, where the query is too long for an address', async () => {
    const long = `${nasty}\n#${'x'.repeat(7000)}`
    await run('bash', ['-c', curl({ ...nastyQuestion, query: long })])
    expect(asked.body).toEqual({ query: long, variables, operationName: 'Nasty' })
  })

  function runPython() {
    // Stands for pandas, which the machine may not have: it shows what it is given.
    mkdirSync(join(folder, 'modules'), { recursive: true })
    writeFileSync(
      join(folder, 'modules', 'pandas.py'),
      'def read_csv(file, **options):\n    return file.read().decode(options["encoding"])\n',
    )
    return run('python3', ['-c', python(nastyQuestion)], {
      env: { ...process.env, PYTHONPATH: join(folder, 'modules'), PYTHONIOENCODING: 'utf-8' },
    })
  }

  test.each([
    [
      'application/json; charset=utf-8',
      '{"errors": [{"message": "no 海淀"}, {"message": "no b"}], "data": {}}',
      'no 海淀; no b\n',
    ],
    ['text/html', '<p>gone</p>', 'HTTP Error 400: Bad Request\n'],
  ])('Python ends with what %s says', async (type, text, said) => {
    refusal = { type, text }
    await expect(runPython().finally(() => (refusal = undefined))).rejects.toMatchObject({ code: 1, stderr: said, stdout: '' })
  })

  test('Python', async () => {
    const { stdout } = await runPython()
    expect(stdout).toBe('# Data: x\r\na\r\n1\r\n\n')
    expectAsked()
  })

  test('TypeScript', async () => {
    const { code } = await transformWithOxc(typescript(nastyQuestion), 'program.ts')
    writeFileSync(join(folder, 'program.mjs'), code)
    const { stdout } = await run(process.execPath, [join(folder, 'program.mjs')])
    expect(JSON.parse(stdout)).toEqual({ a: 1 })
    expectAsked()
  })
})

const examples = new URL('../../examples/queries/', import.meta.url)
const documents = readdirSync(examples)
  .filter((name) => name.endsWith('.graphql'))
  .map((name) => [name.replace('.graphql', ''), readFileSync(new URL(name, examples), 'utf8')] as const)

test('TypeScript for every example passes tsc --strict', () => {
  const programs = join(folder, 'programs')
  mkdirSync(programs)
  for (const [name, query] of documents) writeFileSync(join(programs, `${name}.ts`), typescript(question(query)))
  writeFileSync(
    join(programs, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: { strict: true, noEmit: true, target: 'es2022', module: 'esnext', lib: ['es2022', 'dom'], types: [] },
      include: ['*.ts'],
    }),
  )
  execFileSync('node_modules/.bin/tsc', ['-p', programs], { stdio: 'inherit' })
})

test('the types of TypeScript say what may be null, absent or a list', () => {
  const program = typescript(
    question(`{
    zone(id: "zone:a") { kind: precision region { location { latitude } } names { text } }
    nodes(ids: []) { id ... on Named { name } ... on Zone { batch } }
    releases { nodes { languages isCurrent createdAt } totalCount }
  }`),
  )
  expect(program).toContain(`type Data = {
  zone: {
    kind: "EXACT" | "CITY" | "CROSS_REGION";
    region: {
      location: {
        latitude: number;
      } | null;
    } | null;
    names: {
      text: string;
    }[];
  } | null;
  nodes: ({
    id: string;
    name?: string;
    batch?: string | null;
  } | null)[];
  releases: {
    nodes: {
      languages: string[];
      isCurrent: boolean;
      createdAt: string;
    }[];
    totalCount: number;
  };
};`)
})

test('R names variables, and its raw strings end nowhere inside', () => {
  const program = r(question('{ a } # )---"', { variables: { first: 2 } }))
  expect(program).toContain('r"----(\n{ a } # )---"\n)----"')
  expect(program).toContain('variables = jsonlite::fromJSON(r"---({"first":2})---", simplifyVector = FALSE)')
})

describe('Apollo', () => {
  const query =
    'query zones($filter: ZoneFilter, $first: Int!, $after: String = "a") { zones(filter: $filter, first: $first, after: $after) { nodes { id } } }'
  const variables = { filter: { kind: { in: ['PILOT_ZONE'] }, name: { contains: '$x' }, and: [{ id: { eq: null } }] }, first: 3 }

  test('Kotlin passes variables of their types', () => {
    const program = kotlin(question(query, { variables }))
    expect(program).toContain(
      'ZonesQuery(filter = Optional.present(ZoneFilter(kind = Optional.present(ZoneKindFilter(`in` = Optional.present(listOf(ZoneKind.PILOT_ZONE)))), ' +
        'name = Optional.present(NameFilter(contains = Optional.present("\\$x"))), and = Optional.present(listOf(ZoneFilter(id = Optional.present(IDFilter(eq = Optional.present(null)))))))), first = 3)',
    )
    expect(program).toContain('import org.example.pilotgraph.ZonesQuery')
  })

  test('Swift passes variables of their types', () => {
    expect(swift(question(query, { variables }))).toContain(
      'PilotGraph.ZonesQuery(filter: .some(PilotGraph.ZoneFilter(and: .some([PilotGraph.ZoneFilter(id: .some(PilotGraph.IDFilter(eq: .null)))]), ' +
        'name: .some(PilotGraph.NameFilter(contains: .some("$x"))), kind: .some(PilotGraph.ZoneKindFilter(in: .some([.case(.pilotZone)]))))), first: 3, after: .none)',
    )
  })

  test('a query without a name gets one', () => {
    for (const program of [kotlin(question('{ release { id } }')), swift(question('{ release { id } }'))]) {
      expect(program).toContain('query Playground {\n  release {\n    id\n  }\n}')
      expect(program).toContain('PlaygroundQuery(')
    }
  })

  test('a remark in the query ends no remark of the program', () => {
    for (const program of [
      kotlin(question('{ release { id } } # */ fatalError()')),
      swift(question('query A { release { id } } # */ /*')),
    ]) {
      expect(program.match(/\*\//g)).toHaveLength(1)
    }
  })
})

test('what a request has', () => {
  expect(bodyOf(question('{a}'))).toEqual({ query: '{a}' })
  expect(bodyOf(question('{a}', { variables: { b: null }, operationName: 'A' }))).toEqual({
    query: '{a}',
    variables: { b: null },
    operationName: 'A',
  })
})
