import type { Verb } from '../verb.ts'
import { agreementForecast, agreementStatus } from './agreement.ts'
import { agreementClose, agreementClosed, agreementCountersign } from './agreement-closed.ts'
import { agreementAct, agreementProgress, deskVerbs } from './agreement-desk.ts'
import { agreementDraft, agreementPosition, agreementPositions } from './agreement-negotiation.ts'
import {
  agreementCalendar,
  agreementCheck,
  agreementList,
  agreementNotifications,
  agreementReminders,
  agreementText,
  agreementTimeline,
} from './agreement-register.ts'
import { alertCheck } from './alert.ts'
import { alertVerbs } from './alert-desk.ts'
import { comcheckPlanVerbs } from './comcheck-plan.ts'
import { comcheckVerbs } from './comcheck.ts'
import { consultVerbs } from './consult.ts'
import { deskDirectoryVerbs } from './desk.ts'
import { hotlineVerbs } from './hotline.ts'
import { approve } from './approve.ts'
import { backupCreate, backupVerify, restore } from './backup.ts'
import { exportOpen, exportVerb, importVerb } from './carry.ts'
import {
  charterExport,
  charterFork,
  charterList,
  charterPropose,
  charterShow,
  charterSign,
  charterStandings,
} from './charter.ts'
import { coalitionCheck } from './coalition.ts'
import { demo, demoReplay, demoStart, demoStop, demoTamper } from './demo.ts'
import { doctor } from './doctor.ts'
import { fsck } from './fsck.ts'
import { peerList, peerOpen, userAdd, userDisable, userList } from './govern.ts'
import { init } from './init.ts'
import { charterAdmit, charterInvite, charterLeave, charterReturn } from './joining.ts'
import { keyFreeze, keyList, keyRotate, keySign } from './key.ts'
import { keyCompromised, keyConfirm, keyDraw, keyObject, keyReplaceRoot, keyTrusted } from './lost-key.ts'
import { list } from './list.ts'
import { login } from './login.ts'
import { matrix } from './matrix.ts'
import { mispExport, mispImport } from './misp.ts'
import { configCheck, configPrint, configSchema, serve } from './node.ts'
import { completion, versionVerb } from './own.ts'
import { outgoing } from './outgoing.ts'
import { patternCheck, patternMatch } from './pattern.ts'
import { preview } from './preview.ts'
import {
  profileActivate,
  profileAdd,
  profileChange,
  profileDeactivate,
  profileList,
  profileWithdraw,
} from './profile.ts'
import { correct, recall } from './recall.ts'
import { recover } from './recover.ts'
import { reject } from './reject.ts'
import { ack, opinion, sighting } from './reply.ts'
import { related } from './related.ts'
import { onwardVerbs } from './onward.ts'
import { rfiVerbs } from './rfi.ts'
import { savedVerbs } from './saved.ts'
import { search } from './search.ts'
import { share } from './share.ts'
import { show } from './show.ts'
import { userToken } from './user-token.ts'
import { userBind, userEnrol, userUnbind } from './user-way-in.ts'
import { validate } from './validate.ts'
import { verify } from './verify.ts'
import { watch } from './watch.ts'

/** Every verb there is, in the order of the help. */
export const verbs: readonly Verb[] = [
  share,
  preview,
  approve,
  reject,
  recall,
  correct,
  ack,
  sighting,
  opinion,
  ...alertVerbs,
  ...deskDirectoryVerbs,
  ...comcheckVerbs,
  ...comcheckPlanVerbs,
  ...hotlineVerbs,
  ...rfiVerbs,
  ...consultVerbs,
  ...onwardVerbs,
  exportVerb,
  exportOpen,
  importVerb,
  mispImport,
  mispExport,
  watch,
  list,
  show,
  search,
  ...savedVerbs,
  related,
  matrix,
  verify,
  validate,
  alertCheck,
  coalitionCheck,
  fsck,
  patternCheck,
  patternMatch,
  agreementList,
  agreementStatus,
  agreementForecast,
  agreementCalendar,
  agreementReminders,
  agreementTimeline,
  agreementNotifications,
  agreementText,
  agreementCheck,
  agreementDraft,
  agreementPositions,
  agreementPosition,
  ...deskVerbs,
  agreementAct,
  agreementProgress,
  agreementClose,
  agreementClosed,
  agreementCountersign,
  outgoing,
  recover,
  charterList,
  charterShow,
  charterStandings,
  charterPropose,
  charterSign,
  charterInvite,
  charterAdmit,
  charterLeave,
  charterReturn,
  charterExport,
  charterFork,
  keyList,
  keyRotate,
  keySign,
  keyFreeze,
  keyTrusted,
  keyCompromised,
  keyDraw,
  keyReplaceRoot,
  keyObject,
  keyConfirm,
  peerList,
  peerOpen,
  userAdd,
  userList,
  userDisable,
  userToken,
  userEnrol,
  userBind,
  userUnbind,
  profileAdd,
  profileList,
  profileChange,
  profileActivate,
  profileDeactivate,
  profileWithdraw,
  init,
  serve,
  configCheck,
  configPrint,
  configSchema,
  backupCreate,
  backupVerify,
  restore,
  doctor,
  demo,
  demoStop,
  demoStart,
  demoTamper,
  demoReplay,
  login,
  completion,
  versionVerb,
]
