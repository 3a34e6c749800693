/**
 * The report's only script: one place selected, in every figure and table. It reads data- attributes, writes classes and texts, and asks for nothing from anywhere. Written for
 * browsers of the last ten years, as a page that is opened long after it was made must be.
 */
export const REPORT_SCRIPT = `
(function () {
  'use strict'
  var detail = document.getElementById('detail'), idle = detail.textContent
  var all = Array.prototype.slice.call(document.querySelectorAll('[data-t],[data-p]'))
  var num = function (element, name) { var value = element.getAttribute(name); return value === null ? null : Number(value) }
  var name = function (element) {
    var title = element.querySelector('title')
    if (title) return title.textContent
    return Array.prototype.map.call(element.cells || [element], function (cell) { return cell.textContent.trim() }).filter(Boolean).join('   ')
  }
  var same = function (a, b) {
    var p = num(a, 'data-p'), q = num(b, 'data-p')
    if (p !== null || q !== null) return p === q
    var c = a.getAttribute('data-c'), d = b.getAttribute('data-c'), e = a.getAttribute('data-e'), f = b.getAttribute('data-e')
    return num(a, 'data-t') === num(b, 'data-t') && (c === d || c === null || d === null) && (e === f || e === null || f === null)
  }
  var clear = function (kind) { Array.prototype.forEach.call(document.querySelectorAll('.' + kind), function (element) { element.classList.remove(kind) }) }
  var mark = function (kind, element) { clear(kind); all.forEach(function (other) { if (same(element, other)) other.classList.add(kind) }) }
  var axes = Array.prototype.map.call(document.querySelectorAll('.lifecycle svg'), function (svg) {
    var points = []
    Array.prototype.forEach.call(svg.querySelectorAll('g[data-t]'), function (part) {
      var box = part.getAttribute('data-x')
      if (box !== null) points.push([num(part, 'data-t'), Number(box)])
    })
    points.sort(function (a, b) { return a[0] - b[0] })
    var line = document.createElementNS('http://www.w3.org/2000/svg', 'line')
    line.setAttribute('class', 'cursor'); line.setAttribute('y1', '22'); line.setAttribute('y2', String(Number(svg.getAttribute('height')) - 72))
    line.setAttribute('visibility', 'hidden'); svg.appendChild(line)
    return { points: points, line: line }
  })
  var cursor = function (at) {
    axes.forEach(function (axis) {
      var i = 0, points = axis.points
      if (at === null || points.length === 0) return axis.line.setAttribute('visibility', 'hidden')
      while (i < points.length - 1 && points[i + 1][0] <= at) i++
      var from = points[i], to = points[i + 1] || from
      var share = to[0] > from[0] ? Math.min(1, Math.max(0, (at - from[0]) / (to[0] - from[0]))) : 0
      var x = from[1] + share * (to[1] - from[1])
      axis.line.setAttribute('x1', x); axis.line.setAttribute('x2', x); axis.line.setAttribute('visibility', 'visible')
    })
  }
  var selected = null
  var when = function (element) {
    var at = num(element, 'data-t')
    if (at !== null) return at
    for (var i = 0; i < all.length; i++) if (same(element, all[i]) && num(all[i], 'data-t') !== null) return num(all[i], 'data-t')
    return null
  }
  var choose = document.getElementById('connection')
  var show = function (conn) {
    Array.prototype.forEach.call(document.querySelectorAll('[data-of]'), function (box) { box.classList.toggle('hidden', box.getAttribute('data-of') !== conn) })
    if (choose) choose.value = conn
  }
  var known = function (conn) { return choose && Array.prototype.some.call(choose.options, function (option) { return option.value === conn }) }
  var select = function (element, move) {
    selected = element
    mark('sel', element)
    cursor(when(element))
    detail.textContent = name(element)
    var conn = element.getAttribute('data-c')
    if (conn && known(conn)) show(conn)
    if (!move) return
    Array.prototype.forEach.call(document.querySelectorAll('tr.sel'), function (row) {
      var box = row.closest('.long')
      if (box && !box.contains(element)) box.scrollTop = row.offsetTop - box.clientHeight / 2
    })
  }
  var find = function (target) { return target && target.closest ? target.closest('[data-t],[data-p]') : null }
  document.addEventListener('mouseover', function (event) {
    var part = find(event.target)
    if (part) { mark('hot', part); detail.textContent = name(part); cursor(when(part)) }
    else { clear('hot'); detail.textContent = selected ? name(selected) : idle; cursor(selected ? when(selected) : null) }
  })
  document.addEventListener('focusin', function (event) { var part = find(event.target); if (part) select(part, false) })
  document.addEventListener('click', function (event) { var part = find(event.target); if (part) select(part, true) })
  var steps = all.filter(function (element) { return element.tagName === 'g' && num(element, 'data-t') !== null && element.closest('.lifecycle .light') })
    .sort(function (a, b) { return num(a, 'data-t') - num(b, 'data-t') })
  document.addEventListener('keydown', function (event) {
    if (event.target.tagName === 'SELECT' || event.ctrlKey || event.metaKey || event.altKey) return
    if ((event.key === 'Enter' || event.key === ' ') && find(event.target) && event.target.tagName !== 'BUTTON') { select(find(event.target), true); event.preventDefault() }
    if (event.key === 'Escape') { selected = null; clear('sel'); cursor(null); detail.textContent = idle }
    var by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (by !== 0 && steps.length > 0) {
      var at = selected ? steps.findIndex(function (step) { return same(step, selected) }) : -1
      if (at < 0) at = by > 0 ? -1 : steps.length
      select(steps[Math.min(steps.length - 1, Math.max(0, at + by))], true)
      event.preventDefault()
    }
    if ((event.key === '[' || event.key === ']') && choose) {
      var next = choose.selectedIndex + (event.key === ']' ? 1 : -1)
      if (next >= 0 && next < choose.options.length) show(choose.options[next].value)
    }
  })
  if (location.hash === '#print') window.addEventListener('load', function () { window.print() })
  if (choose) { choose.addEventListener('change', function () { show(choose.value) }); show(choose.value) }
})()
`
