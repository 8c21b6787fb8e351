// What needs a script: suggestions while one types, and buttons that copy. Everything else works without.
'use strict'

for (const form of document.querySelectorAll('form[data-suggestions]')) suggest(form)
for (const text of document.querySelectorAll('pre.copy')) addCopier(text)

// suggest shows what is found below the search box while one types.
function suggest(form) {
  const input = form.querySelector('input[type=search]')
  const status = form.querySelector('.status')
  const list = document.createElement('div')
  list.className = 'suggestions'
  list.id = 'suggestions'
  list.setAttribute('role', 'listbox')
  list.setAttribute('aria-label', input.labels[0].textContent)
  list.hidden = true
  input.closest('.field').after(list)
  for (const [name, value] of Object.entries({ role: 'combobox', 'aria-expanded': 'false', 'aria-controls': list.id, 'aria-autocomplete': 'list' })) {
    input.setAttribute(name, value)
  }

  let timer = 0
  let asked = new AbortController()
  const options = () => [...list.querySelectorAll('[role=option]')]

  function close() {
    list.hidden = true
    if (status.textContent === form.dataset.found) status.textContent = ''
    input.setAttribute('aria-expanded', 'false')
    input.removeAttribute('aria-activedescendant')
  }

  function choose(option) {
    for (const each of options()) each.setAttribute('aria-selected', String(each === option))
    if (option) {
      input.setAttribute('aria-activedescendant', option.id)
      option.scrollIntoView({ block: 'nearest' })
    } else {
      input.removeAttribute('aria-activedescendant')
    }
  }

  async function ask(wait) {
    asked.abort()
    asked = new AbortController()
    const text = input.value.trim()
    if (!text) {
      status.textContent = ''
      return close()
    }
    const address = new URL(form.dataset.suggestions, location.href)
    address.searchParams.set('q', text)
    let answer
    try {
      answer = await fetch(address, { signal: asked.signal })
    } catch (error) {
      if (error.name !== 'AbortError') tryAgain(form.dataset.gone, wait)
      return
    }
    if (!answer.ok) return tryAgain(form.dataset.busy, wait)
    const found = await answer.text().catch(() => '')
    if (input.value.trim() !== text) return
    list.innerHTML = found // made by the server's template, which escapes what it shows
    open()
  }

  function open() {
    list.hidden = false
    input.setAttribute('aria-expanded', 'true')
    status.textContent = options().length > 0 ? form.dataset.found : ''
  }

  // tryAgain says that there is no answer, and asks again: soon, then more rarely.
  function tryAgain(message, wait) {
    status.textContent = message
    close()
    timer = setTimeout(() => ask(Math.min(wait * 2, 8000)), wait)
  }

  input.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(() => ask(500), 120)
  })
  input.addEventListener('keydown', (event) => {
    const all = options()
    const place = all.findIndex((each) => each.getAttribute('aria-selected') === 'true')
    if (event.isComposing) return
    if (list.hidden) {
      if (event.key !== 'ArrowDown' || !input.value.trim()) return
      ask(500)
    } else if (event.key === 'ArrowDown') choose(all[(place + 1) % all.length])
    else if (event.key === 'ArrowUp') choose(all[(place < 0 ? all.length : place) - 1])
    else if (event.key === 'Escape') close()
    else return
    event.preventDefault()
  })
  form.addEventListener('submit', (event) => {
    const chosen = options().find((each) => each.getAttribute('aria-selected') === 'true')
    if (list.hidden || !chosen) return
    event.preventDefault()
    location.assign(chosen.href)
  })
  form.addEventListener('focusout', (event) => {
    if (!form.contains(event.relatedTarget)) close()
  })
}

// addCopier adds a button that copies a text, and says what came of it.
function addCopier(text) {
  const line = document.createElement('p')
  const said = document.createElement('span')
  const button = document.createElement('button')
  line.className = 'copier'
  said.setAttribute('role', 'status')
  button.type = 'button'
  button.textContent = text.dataset.copy
  button.addEventListener('click', async () => {
    said.textContent = ''
    said.textContent = await copy(text) ? text.dataset.copied : text.dataset.byHand
  })
  line.append(said, button)
  text.before(line)
}

// copy puts a text on the clipboard, and leaves it selected where it may not by itself. It returns whether it was copied.
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text.textContent) // there is no clipboard on pages without https
    return true
  } catch {
    text.focus()
    getSelection().selectAllChildren(text)
    return document.execCommand('copy')
  }
}
