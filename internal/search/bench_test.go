package search_test

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"testing"
	"time"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"
	_ "github.com/mattn/go-sqlite3"

	"pilotgraph/internal/search"
)

// manyRecords makes up institutions with a Chinese and an English name.
func manyRecords(count int) iter.Seq2[search.Record, error] {
	places := []string{"北京", "上海", "贵阳", "重庆", "长沙", "厦门", "西安", "成都", "海淀", "广州", "深圳", "武汉", "青岛", "乐山", "绿春"}
	placesLatin := []string{"Beijing", "Shanghai", "Guiyang", "Chongqing", "Changsha", "Xiamen", "Xi'an", "Chengdu", "Haidian", "Guangzhou", "Shenzhen", "Wuhan", "Qingdao", "Leshan", "Lüchun"}
	owners := []string{"第一", "第二", "协和", "人民", "东方", "华夏", "光明", "长江", "中山", "新兴", "恒通", "宏达"}
	ownersLatin := []string{"First", "Second", "Union", "People's", "Eastern", "Huaxia", "Guangming", "Yangtze", "Zhongshan", "Xinxing", "Hengtong", "Hongda"}
	kinds := []string{"医院", "银行", "大学", "科技有限公司", "研究院", "会计师事务所"}
	kindsLatin := []string{"Hospital", "Bank", "University", "Technology Co., Ltd.", "Research Institute", "Accounting Firm"}
	return func(yield func(search.Record, error) bool) {
		for i := range count {
			p, o, k := i%len(places), (i/7)%len(owners), (i/3)%len(kinds)
			r := search.Record{ID: fmt.Sprintf("institution:i%06d", i), Kind: "institution", Names: []search.Text{
				{Language: "zh", Text: fmt.Sprintf("%s市%s%s%s%d", places[p], owners[o], string(rune(0x4E00+i%5000)), kinds[k], i)},
				{Language: "en", Text: fmt.Sprintf("%s %s %s No. %d", placesLatin[p], ownersLatin[o], kindsLatin[k], i)},
			}}
			if i < 2000 {
				r.ID, r.Kind = fmt.Sprintf("zone:z%d", i), "zone"
			}
			if !yield(r, nil) {
				return
			}
		}
	}
}

// BenchmarkSearch builds an index of 200,000 records, and says what it costs to build and to ask.
func BenchmarkSearch(b *testing.B) {
	if testing.Short() {
		b.Skip("builds 200,000 records")
	}
	path := filepath.Join(b.TempDir(), "search.db")
	db, err := sql.Open("sqlite3", "file:"+path+"?_journal_mode=OFF&_synchronous=OFF&_cache_size=-65536")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	started := time.Now()
	build(b, db, manyRecords(200_000))
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	var free int64 // pages that the next table takes
	if err := db.QueryRow("SELECT freelist_count * page_size FROM pragma_freelist_count, pragma_page_size").Scan(&free); err != nil {
		b.Fatal(err)
	}
	fmt.Printf("built in %v, %d MB, %d MB of it free\n", time.Since(started).Round(time.Millisecond), info.Size()>>20, free>>20)
	reader := entsql.OpenDB(dialect.SQLite, db)
	ctx := context.Background()
	for _, text := range []string{"协和", "bank", "technology", "guiyang", "gy", "lv", "院", "a", "g", "医院 guiyang", "institution:i123456", "keji"} {
		query, err := search.Parse(text)
		if err != nil {
			b.Fatal(err)
		}
		s := search.Search{Query: query}
		count, err := s.Count(ctx, reader)
		if err != nil {
			b.Fatal(err)
		}
		last, _, err := s.Page(ctx, reader, search.Place{}, search.Place{}, 1, true)
		if err != nil || len(last) == 0 {
			b.Fatal(text, last, err)
		}
		ways := []struct {
			name string
			run  func() error
		}{
			{"page", func() error {
				_, _, err := s.Page(ctx, reader, search.Place{}, search.Place{}, 20, false)
				return err
			}},
			{"last", func() error {
				_, _, err := s.Page(ctx, reader, search.Place{Tier: last[0].Place.Tier, Ord: last[0].Place.Ord - 20}, search.Place{}, 20, false)
				return err
			}},
			{"count", func() error { _, err := s.Count(ctx, reader); return err }},
			{"facets", func() error { _, err := s.Facets(ctx, reader); return err }},
		}
		for _, way := range ways {
			b.Run(fmt.Sprintf("%s/%d/%s", text, count, way.name), func(b *testing.B) {
				for b.Loop() {
					if err := way.run(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
	for _, text := range []string{"协和", "bank", "a", "贵阳市协和", "technology"} {
		for _, operator := range []search.NameOperator{search.Contains, search.StartsWith, search.Equals} {
			filter, err := search.WithName(operator, text, "institution")
			if err != nil {
				b.Fatal(err)
			}
			before, argument, after := filter.Subquery(dialect.SQLite, false)
			b.Run(fmt.Sprintf("filter/%s/%d", text, operator), func(b *testing.B) {
				for b.Loop() {
					var count int
					if err := db.QueryRow("SELECT COUNT(*) FROM search_records WHERE id IN ("+before+"?"+after+")", argument).Scan(&count); err != nil {
						b.Fatal(err)
					}
					b.ReportMetric(float64(count), "hits")
				}
			})
		}
	}
}
