import { applyDocumentsContract } from './apply'
import { verifyAuditContract } from './audit'
import {
  abortCanaryContract,
  forecastCanaryContract,
  getCanaryContract,
  listCanariesContract,
  pauseCanaryContract,
  promoteCanaryContract,
  resumeCanaryContract,
  startCanaryContract,
} from './canaries'
import { editReasonContract, getChangeContract, listChangesContract, undoChangeContract } from './changes'
import { compareTopologyContract } from './compare'
import type { AnyContract } from './contract'
import { actOnDriftContract, listDriftContract } from './drift'
import { explainContract } from './explain'
import {
  forecastFaultContract,
  getFaultContract,
  listFaultsContract,
  releaseFaultsContract,
  reportFaultContract,
  startFaultContract,
  stopAllFaultsContract,
  stopFaultContract,
} from './faults'
import { getLatenciesContract } from './latencies'
import { getMeshContract, putMeshContract } from './mesh'
import { applyPolicyContract, getPolicyContract, listPoliciesContract, planPolicyContract } from './policies'
import { listProblemsContract } from './problems'
import { getProxyContract, listProxiesContract } from './proxies'
import { listRevisionsContract } from './revisions'
import { listViewsContract, removeViewContract, saveViewContract } from './saved-views'
import { listSelfTestsContract, startSelfTestContract, stopSelfTestContract } from './self-tests'
import { getSeriesContract } from './series'
import { getServiceContract, listServicesContract } from './services'
import { getSessionContract, loginContract, logoutContract } from './session'
import { getSettingsContract, putSettingsContract } from './settings'
import { getSloContract, putSloContract, removeSloContract } from './slos'
import { getSummaryContract } from './summary'
import { getTopologyContract } from './topology'
import { getPositionsContract, putPositionsContract } from './views'

/** Every call of the API that answers JSON, in the order of the OpenAPI document. */
export const contracts: readonly AnyContract[] = [
  getTopologyContract,
  compareTopologyContract,
  listProblemsContract,
  getSummaryContract,
  listServicesContract,
  getServiceContract,
  getSloContract,
  putSloContract,
  removeSloContract,
  getSeriesContract,
  getLatenciesContract,
  listProxiesContract,
  getProxyContract,
  listPoliciesContract,
  getPolicyContract,
  planPolicyContract,
  applyPolicyContract,
  applyDocumentsContract,
  listRevisionsContract,
  explainContract,
  listChangesContract,
  getChangeContract,
  editReasonContract,
  undoChangeContract,
  listDriftContract,
  actOnDriftContract,
  listCanariesContract,
  startCanaryContract,
  forecastCanaryContract,
  getCanaryContract,
  pauseCanaryContract,
  resumeCanaryContract,
  promoteCanaryContract,
  abortCanaryContract,
  listSelfTestsContract,
  startSelfTestContract,
  stopSelfTestContract,
  listFaultsContract,
  startFaultContract,
  forecastFaultContract,
  getFaultContract,
  reportFaultContract,
  stopFaultContract,
  stopAllFaultsContract,
  releaseFaultsContract,
  getMeshContract,
  putMeshContract,
  verifyAuditContract,
  getSettingsContract,
  putSettingsContract,
  listViewsContract,
  saveViewContract,
  removeViewContract,
  getPositionsContract,
  putPositionsContract,
  getSessionContract,
  loginContract,
  logoutContract,
]
