import { check, sleep } from 'k6'
import exec from 'k6/execution'
import { drawBytes, sizeClass, STATE_SIZES } from '../draw.ts'
import type { QuestionAnswer } from '../http-api.ts'
import { enter } from './books.ts'
import { ask } from './host.ts'
import { drawSeed, randomOfIteration, RUN_ID } from './run.ts'

const SECOND_HOST = __ENV['TARGET_URL_2'] ?? ''
/** Another process may see the rows later: within ten seconds, according to Microsoft's pages. */
const MOST_LOOKS = 100
const PAUSE_SECONDS = 0.2

/** Starts a run that ends in a question on one host, and answers it on another. */
export function resume(): void {
  const random = randomOfIteration()
  const threadId = `${RUN_ID}-resume-${exec.scenario.iterationInTest}`
  const documentBytes = drawBytes(random, STATE_SIZES)
  const size = sizeClass(documentBytes)
  const body = { threadId, seed: drawSeed(random), documentBytes }
  const asked = ask({ op: 'question', name: '/questions', size, body })
  if (asked === undefined) return
  enter('question')
  const seen = waitOnSecondHost(threadId)
  check(seen, {
    'the second host sees the question': (question) =>
      question?.question?.sha256 === asked.question?.sha256,
  })
  const answer = { threadId, answer: `yes ${exec.scenario.iterationInTest}` }
  const resumed = ask({ op: 'resume', name: '/resumes', host: SECOND_HOST, size, body: answer })
  if (resumed === undefined) return
  enter('resume')
  check(resumed, {
    'resume found the document of the first host': ({ found }) =>
      found.sha256 === asked.question?.sha256 && found.bytes === documentBytes,
    'resume took the answer': (result) => result.answer === answer.answer,
  })
}

function waitOnSecondHost(threadId: string): QuestionAnswer | undefined {
  const path = `/questions?thread=${threadId}`
  for (let look = 1; look <= MOST_LOOKS; look += 1) {
    const seen = ask({ op: 'look', name: '/questions', host: SECOND_HOST, path })
    if (seen === undefined) return undefined
    enter('get')
    if (seen.question !== null) return seen
    sleep(PAUSE_SECONDS)
  }
  return undefined
}
