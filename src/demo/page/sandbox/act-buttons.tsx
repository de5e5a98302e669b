import { signal } from '@preact/signals'
import { groupName, number, t, type WordKey } from '../../words/words.js'
import { peerName } from '../peer-name.js'
import * as store from '../store.js'
import { act, type TimelessAct } from './acting.js'
import { CHOICES, hasRoom, MOST_ADDED, MOST_SLOTS } from './acts.js'
import { chosenGroup, menuAt, type Target, target } from './target.js'

/** What the fields next to the buttons say. */
const offlineSeconds = signal(30)
const upShare = signal(0.25)
const downShare = signal(1)
const addedCount = signal(5)
const choker = signal('')
const slots = signal(4)
const optimisticSlots = signal(1)

/** The shares of its first capacity that a link can be set to. */
const SHARES = [0.05, 0.1, 0.25, 0.5, 1, 2, 4, 10]

function doIt(what: TimelessAct): void {
  menuAt.value = null
  act(what)
}

/** What can be done now: to the selected peer or a group, and to the tracker. */
export function ActButtons() {
  const about = target.value
  if (about === null) return null
  return (
    <div class="acts">
      <TargetChoice about={about} />
      {about.kind === 'peer' ? <PeerActs {...about} /> : <GroupActs {...about} />}
      <div class="act-row">
        <ActButton label="doTrackerDown" what={{ do: 'tracker-down' }} />
        <ActButton label="doTrackerUp" what={{ do: 'tracker-up' }} />
      </div>
    </div>
  )
}

function TargetChoice({ about }: { readonly about: Target }) {
  const recording = store.recording.value!
  const { groups, hostCount } = recording.header
  return (
    <label>
      <span class="label">{t('actOn')}</span>
      <select
        data-target
        value={about.kind === 'peer' ? `peer ${store.selected.value}` : `group ${about.group}`}
        onChange={(event) => {
          const [kind, which] = event.currentTarget.value.split(' ')
          store.selected.value = kind === 'peer' ? Number(which) : null
          if (kind === 'group') chosenGroup.value = which
        }}
      >
        <optgroup label={t('groups')}>
          {groups.map(({ name }) => (
            <option key={name} value={`group ${name}`}>
              {t('wholeGroup', { group: groupName(name) })}
            </option>
          ))}
        </optgroup>
        <optgroup label={t('peers')}>
          {Array.from({ length: hostCount }, (_, host) => (
            <option key={`${host}`} value={`peer ${host}`}>
              {peerName(recording, host)}
            </option>
          ))}
        </optgroup>
      </select>
    </label>
  )
}

interface ActButtonOf {
  readonly label: WordKey
  readonly what: TimelessAct
  readonly disabled?: boolean
}

function ActButton({ label, what, disabled = false }: ActButtonOf) {
  return (
    <button type="button" data-act={what.do} disabled={disabled} onClick={() => doIt(what)}>
      {t(label)}
    </button>
  )
}

function PeerActs({ peer, isHere }: Extract<Target, { kind: 'peer' }>) {
  if (!isHere) return <p>{t('notHere')}</p>
  return (
    <>
      <div class="act-row">
        <ActButton label="doKill" what={{ do: 'kill-node', peer }} />
        <ActButton label="doLeave" what={{ do: 'leave-node', peer }} />
        <ActButton label="doCut" what={{ do: 'cut-node', peer }} />
      </div>
      <div class="act-row">
        <ActButton label="doFlap" what={{ do: 'flap-node', peer, for: offlineSeconds.value }} />
        <NumberField label="secondsOffline" value={offlineSeconds} most={100_000} />
      </div>
      <Capacity what={{ do: 'access-node', peer, up: upShare.value, down: downShare.value }} />
      <Choking what={{ do: 'policy-node', peer, ...choking() }} />
      <Adding group={peer[0]} />
    </>
  )
}

function GroupActs({ group }: Extract<Target, { kind: 'group' }>) {
  return (
    <>
      <div class="act-row">
        <ActButton label="doKillGroup" what={{ do: 'kill', group }} />
        <ActButton label="doLeaveGroup" what={{ do: 'leave', group }} />
      </div>
      <Capacity what={{ do: 'access', group, up: upShare.value, down: downShare.value }} />
      <Choking what={{ do: 'policy', group, ...choking() }} />
      <Adding group={group} />
    </>
  )
}

function Capacity({ what }: { readonly what: TimelessAct }) {
  return (
    <div class="act-row">
      <ActButton label="doAccess" what={what} />
      <ShareField label="uplinkTo" value={upShare} />
      <ShareField label="downlinkTo" value={downShare} />
    </div>
  )
}

/** What the fields say of chokers; no more slots can be optimistic than there are. */
function choking() {
  return {
    choker: choker.value,
    slots: slots.value,
    optimisticSlots: Math.min(slots.value, optimisticSlots.value),
  }
}

function Choking({ what }: { readonly what: TimelessAct }) {
  return (
    <div class="act-row">
      <ActButton label="doPolicy" what={what} />
      <label>
        <span class="label">{t('chokerTo')}</span>
        <select
          data-choker
          value={choker.value}
          onChange={(event) => {
            choker.value = event.currentTarget.value
          }}
        >
          <option value="">{t('asItIs')}</option>
          {CHOICES.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <NumberField label="slotsTo" value={slots} most={MOST_SLOTS} />
      <NumberField label="optimisticTo" value={optimisticSlots} least={0} most={slots.value} />
    </div>
  )
}

function Adding({ group }: { readonly group: string }) {
  return (
    <div class="act-row">
      <ActButton
        label="doAdd"
        what={{ do: 'add', group, count: addedCount.value }}
        disabled={!hasRoom(store.recording.value!.header.groups, addedCount.value)}
      />
      <NumberField label="peersAdded" value={addedCount} most={MOST_ADDED} />
      <span class="label">{t('ofGroup', { group: groupName(group) })}</span>
    </div>
  )
}

interface Field {
  readonly label: WordKey
  readonly value: { value: number }
}

interface NumberFieldOf extends Field {
  readonly least?: number
  readonly most: number
}

function NumberField({ label, value, least = 1, most }: NumberFieldOf) {
  return (
    <label>
      <input
        type="number"
        min={least}
        max={most}
        step={1}
        value={value.value}
        onChange={(event) => {
          const wanted = Math.round(Number(event.currentTarget.value))
          value.value = Math.max(least, Math.min(most, wanted || least))
          event.currentTarget.value = String(value.value)
        }}
      />{' '}
      <span class="label">{t(label)}</span>
    </label>
  )
}

function ShareField({ label, value }: Field) {
  return (
    <label>
      <span class="label">{t(label)}</span>
      <select
        value={value.value}
        onChange={(event) => {
          value.value = Number(event.currentTarget.value)
        }}
      >
        {SHARES.map((share) => (
          <option key={share} value={share}>
            {number(share * 100)} %
          </option>
        ))}
      </select>
    </label>
  )
}
