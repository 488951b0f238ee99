/** When is an AuthorizationPolicy healthy to Argo CD, which by itself takes it for done once it is stored? */

/** The key of `argocd-cm` under which Argo CD looks for the check. */
export const AUTHORIZATION_POLICY_HEALTH_KEY = 'resource.customizations.health.security.istio.io_AuthorizationPolicy';

/**
 * The check, in Lua. It uses nothing but what Argo CD opens by default: neither `string` nor `math`.
 *
 * In ambient, istiod tells in conditions what ztunnel and waypoints made of a policy. In a mesh of sidecars only it
 * writes none, and waiting for some would hold up a sync for ever. So would a target that comes in a later wave than
 * its policy, as Services do here: Argo CD gives a sync up as soon as one object of a wave is degraded.
 * @see istio pilot/pkg/model/service.go, `WaypointPolicyStatus` and `WorkloadAuthorization`
 * @see argo-cd util/lua/lua.go, `runLua`, and gitops-engine/pkg/sync/sync_context.go, `Sync`
 */
export const AUTHORIZATION_POLICY_HEALTH = `\
local function number(value)
  if value == nil then
    return nil
  end
  return tonumber(value) -- istiod may write it as text
end

local function said(condition)
  return condition.type .. ": " .. (condition.reason or "") .. " " .. (condition.message or "")
end

local conditions = {}
if obj.status ~= nil and obj.status.conditions ~= nil then
  conditions = obj.status.conditions
end
local wave = 0
if obj.metadata.annotations ~= nil then
  wave = number(obj.metadata.annotations["argocd.argoproj.io/sync-wave"]) or 0
end

-- what istiod says while a target is not there, which may come in a later wave
local missing = { TargetNotFound = true, Invalid = true, PartiallyInvalid = true }
local generation = number(obj.metadata.generation)
local behind, refused, accepted
for _, condition in ipairs(conditions) do
  if condition.type == "ZtunnelAccepted" or condition.type == "WaypointAccepted" then
    local observed = number(condition.observedGeneration)
    local isEarly = condition.type == "WaypointAccepted" and wave < 0 and missing[condition.reason or ""]
    if observed ~= nil and generation ~= nil and observed < generation then
      behind = condition
    elseif isEarly or (condition.status == "True" and condition.reason ~= "PartiallyInvalid") then
      accepted = condition
    else
      refused = condition
    end
  end
end

if behind ~= nil then
  return { status = "Progressing", message = "istiod has not read this version yet" }
elseif refused ~= nil then
  return { status = "Degraded", message = said(refused) }
elseif accepted ~= nil then
  return { status = "Healthy", message = said(accepted) }
end
return { status = "Healthy", message = "no data plane tells whether it accepts policies" }
`;
