/// How the page of a plan looks, by day and by night, on a desk and in a hand.
enum PlanStyle {
    static let css = """
        :root{--ground:#f7f7f5;--card:#fff;--ink:#1d2327;--soft:#5b656c;--line:#d9dcdd;--accent:#0b6b5d;\
        --warn:#a3361c;--note:#7a5200;--fill:#dcefe9}
        @media(prefers-color-scheme:dark){:root{--ground:#14181a;--card:#1e2427;--ink:#e8ebec;--soft:#a3adb3;\
        --line:#364046;--accent:#5fc7b3;--warn:#ff9b80;--note:#e6bd6a;--fill:#1c3f38}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
        main{max-width:68rem;margin:0 auto;padding:1.5rem 1rem 4rem}
        .basis{margin:0;color:var(--soft)}
        h1{margin:.2rem 0 0;font-size:1.8rem;line-height:1.2}
        h2{margin:0 0 .5rem;font-size:1.2rem}
        .files{margin:.3rem 0 1.2rem;color:var(--soft);overflow-wrap:anywhere}
        .tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(9.5rem,1fr));gap:.7rem;margin:0;padding:0;\
        list-style:none}
        .tiles li{padding:.8rem 1rem;border:1px solid var(--line);border-radius:.6rem;background:var(--card)}
        .tiles b{display:block;font-size:1.6rem;line-height:1.2;font-variant-numeric:tabular-nums}
        .tiles span{color:var(--soft);font-size:.9rem}
        .tiles .warn b,.warning{color:var(--warn)}
        .tiles .note b{color:var(--note)}
        section{margin-top:2.2rem}
        section p{margin:.2rem 0 .8rem;color:var(--soft)}
        .groups{display:grid;grid-template-columns:repeat(auto-fill,minmax(18.5rem,1fr));gap:.8rem}
        figure{margin:0;padding:.6rem;border:1px solid var(--line);border-radius:.6rem;background:var(--card)}
        figcaption{font-size:.9rem;overflow-wrap:anywhere}
        svg{display:block;width:100%;height:auto}
        svg line{stroke:var(--accent);opacity:.55;stroke-linecap:round}
        svg .person{fill:var(--fill);stroke:var(--accent);stroke-width:2}
        svg .link{fill:var(--accent)}
        svg text{fill:var(--ink);font:12px system-ui,sans-serif}
        svg .count{font-size:17px;font-weight:600}
        svg .unit,svg .value{fill:var(--soft);font-size:11px}
        .table{overflow-x:auto;border:1px solid var(--line);border-radius:.6rem;background:var(--card)}
        table{width:100%;border-collapse:collapse;font-size:.92rem}
        th,td{padding:.5rem .8rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
        th{color:var(--soft);font-weight:600}
        td{border-top:1px solid var(--line);min-width:5rem}
        td:first-child{white-space:nowrap}
        @media(max-width:40rem){th{display:none}tr,td{display:block}tr+tr{border-top:2px solid var(--line)}\
        td{border:0;padding:.25rem .8rem;display:grid;grid-template-columns:6rem minmax(0,1fr);gap:.6rem}\
        td:first-child{white-space:normal}\
        td::before{content:attr(data-head);color:var(--soft);font-size:.85rem}}
        """
}
